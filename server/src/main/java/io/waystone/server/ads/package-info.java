@NullMarked
package io.waystone.server.ads;

import org.jspecify.annotations.NullMarked;
