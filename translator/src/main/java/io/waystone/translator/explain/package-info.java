/** A request's way through the mesh model: what decides about it, and why. */
@NullMarked
package io.waystone.translator.explain;

import org.jspecify.annotations.NullMarked;
