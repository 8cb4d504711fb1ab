package io.waystone.server.source;

import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ReadResult;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a file.
 *
 * @param read how the file looked when it was last read, whatever came of it; empty while it could
 *     not be read and only an earlier run's text is known
 * @param objects what its last usable text said; empty where there never was one
 * @param problem why the text that is there now cannot be used
 */
record FileState(
    Optional<Walk.Found> read, Optional<List<ReadResult>> objects, Optional<Diagnostic> problem) {
  FileState {
    objects = objects.map(List::copyOf);
  }
}
