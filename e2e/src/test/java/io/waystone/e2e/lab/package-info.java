/** The lab itself, tried with a waypoint whose configuration is static. */
@NullMarked
package io.waystone.e2e.lab;

import org.jspecify.annotations.NullMarked;
