@NullMarked
package io.waystone.server.admin;

import org.jspecify.annotations.NullMarked;
