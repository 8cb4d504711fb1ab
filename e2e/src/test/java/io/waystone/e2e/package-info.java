@NullMarked
package io.waystone.e2e;

import org.jspecify.annotations.NullMarked;
