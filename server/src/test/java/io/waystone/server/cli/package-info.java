@NullMarked
package io.waystone.server.cli;

import org.jspecify.annotations.NullMarked;
