/** Meshes and histories of edits by seeds, for all properties that must hold always. */
@NullMarked
package io.waystone.translator.generate;

import org.jspecify.annotations.NullMarked;
