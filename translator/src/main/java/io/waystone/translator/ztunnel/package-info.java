@NullMarked
package io.waystone.translator.ztunnel;

import org.jspecify.annotations.NullMarked;
