package io.waystone.translator.input;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong with one object while it was read, in the order of the text. */
final class Findings {

  private final ObjectRef object;
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  Findings(ObjectRef object) {
    this.object = object;
  }

  void add(Code code, String field, String problem, String effect, String fix) {
    diagnostics.add(new Diagnostic(code, new Cause(object, field), problem, effect, fix));
  }

  List<Diagnostic> diagnostics() {
    return List.copyOf(diagnostics);
  }
}
