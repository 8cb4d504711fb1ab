@NullMarked
package io.waystone.server.identity;

import org.jspecify.annotations.NullMarked;
