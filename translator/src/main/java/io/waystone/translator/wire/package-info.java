@NullMarked
package io.waystone.translator.wire;

import org.jspecify.annotations.NullMarked;
