@NullMarked
package io.waystone.translator.envoy;

import org.jspecify.annotations.NullMarked;
