@NullMarked
package io.waystone.translator;

import org.jspecify.annotations.NullMarked;
