@NullMarked
package io.waystone.translator.graph;

import org.jspecify.annotations.NullMarked;
