package io.waystone.server.source;

import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ReadResult;
import java.util.List;
import java.util.Optional;

/**
 * What a text says.
 *
 * @param results its documents, in the order of the text; empty when it is broken
 * @param broken why the text as a whole cannot be read, with the line
 */
record FileContent(List<ReadResult> results, Optional<Diagnostic> broken) {
  FileContent {
    results = List.copyOf(results);
  }
}
