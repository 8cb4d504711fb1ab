package io.waystone.server.cli;

import io.waystone.server.source.SourceUpdate;
import io.waystone.translator.Translator;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.DiagnosticPrinter;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ReadResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The objects as they were read, beside the graph: where each part of them stands, and what was
 * wrong with reading them. Joined with verdicts when something is printed.
 */
final class ObjectTable {

  private final Map<ObjectRef, ReadResult> objects = new HashMap<>();
  private List<Diagnostic> problems = List.of();

  /**
   * Takes over an update, and puts its objects into the edit.
   *
   * @return what is to be said of it: the problems that are new, and of its objects
   */
  List<Diagnostic> take(SourceUpdate update, Translator.Edit edit) {
    List<Diagnostic> said = new ArrayList<>(update.problems());
    said.removeAll(problems);
    problems = update.problems();
    update
        .changed()
        .forEach((ref, result) -> {
          ReadResult before = objects.put(ref, result);
          if (before == null || !before.diagnostics().equals(result.diagnostics())) {
            said.addAll(result.diagnostics());
          }
          // An object that says nothing usable is not there. (A policy always says something.)
          result.object().ifPresentOrElse(edit::set, () -> edit.remove(ref));
        });
    for (ObjectRef ref : update.removed()) {
      objects.remove(ref);
      edit.remove(ref);
    }
    return said;
  }

  /** How many objects there are, usable or not. */
  int size() {
    return objects.size();
  }

  /** All that is to be said now: of reading, and by the translator; sorted. */
  List<Diagnostic> diagnostics(Translator translator) {
    TreeSet<Diagnostic> all = new TreeSet<>(problems);
    objects.values().forEach(result -> all.addAll(result.diagnostics()));
    all.addAll(translator.diagnostics());
    return List.copyOf(all);
  }

  /** A diagnostic as a line, with its place in a file. */
  String line(Diagnostic diagnostic) {
    return DiagnosticPrinter.line(
        diagnostic,
        Optional.ofNullable(objects.get(diagnostic.cause().object())).map(ReadResult::origin));
  }
}
