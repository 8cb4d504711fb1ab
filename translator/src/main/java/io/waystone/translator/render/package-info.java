@NullMarked
package io.waystone.translator.render;

import org.jspecify.annotations.NullMarked;
