@NullMarked
package io.waystone.translator.mesh;

import org.jspecify.annotations.NullMarked;
