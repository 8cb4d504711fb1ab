@NullMarked
package io.waystone.server.lab;

import org.jspecify.annotations.NullMarked;
