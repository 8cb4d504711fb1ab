/** The translator's golden cases, and a real Envoy that takes each of them. */
@NullMarked
package io.waystone.e2e.golden;

import org.jspecify.annotations.NullMarked;
