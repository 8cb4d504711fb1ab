/**
 * Where objects come from. A {@link io.waystone.server.source.Source} delivers batches; {@link
 * io.waystone.server.source.DirectorySource} watches folders of YAML, {@link
 * io.waystone.server.source.Directories} reads them once.
 *
 * <p>The way through a watched folder: {@code Walker} (what is there) to {@code FileTable} (what of
 * it has come to rest, and what is kept for what cannot be used) to {@code Holders} (which file
 * holds which object) to {@code SourceUpdate}.
 */
@NullMarked
package io.waystone.server.source;

import org.jspecify.annotations.NullMarked;
