package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;

/**
 * What a text holds. A text that does not parse holds nothing: a valid beginning of a file that is
 * still being written must not stand for the file.
 *
 * @param documents its documents, the items of a {@code List} in the place of the list; documents
 *     without content are left out
 * @param broken why it is not YAML (WS0001), with line and column; then there are no documents
 */
public record Parsed(List<Tree> documents, Optional<Diagnostic> broken) {
  public Parsed {
    documents = List.copyOf(documents);
  }
}
