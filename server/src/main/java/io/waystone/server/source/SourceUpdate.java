package io.waystone.server.source;

import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ReadResult;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One scan as one batch.
 *
 * @param changed objects that are new or differ in record, diagnostics or origin, by name and in
 *     its order. A comment line moves what stands below it, so such an object is here with an equal
 *     record: the table of positions must stay fresh
 * @param removed objects that are no more
 * @param problems everything that is wrong now and belongs to no single object (a file that cannot
 *     be used, the same object twice, a folder that is gone, a document without a name): the
 *     complete current list, sorted
 * @param complete whether this source has what a first full list needs: false while a file or a
 *     folder cannot be used and nothing was kept for it
 */
public record SourceUpdate(
    Map<ObjectRef, ReadResult> changed,
    Set<ObjectRef> removed,
    List<Diagnostic> problems,
    boolean complete) {
  public SourceUpdate {
    changed = Collections.unmodifiableMap(new TreeMap<>(changed));
    removed = Collections.unmodifiableSet(new TreeSet<>(removed));
    problems = problems.stream().sorted().toList();
  }
}
