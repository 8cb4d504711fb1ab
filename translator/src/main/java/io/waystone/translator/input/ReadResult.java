package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;

/**
 * What became of one document: the record, if its kind is one of ours, and what was wrong.
 *
 * @param ref empty where the document does not even say what it is
 * @param origin where the parts of the object stand, for printing
 */
public record ReadResult(
    Optional<ObjectRef> ref,
    Optional<MeshObject> object,
    List<Diagnostic> diagnostics,
    Origin origin) {
  public ReadResult {
    diagnostics = List.copyOf(diagnostics);
  }
}
