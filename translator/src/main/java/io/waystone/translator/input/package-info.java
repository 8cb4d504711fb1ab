@NullMarked
package io.waystone.translator.input;

import org.jspecify.annotations.NullMarked;
