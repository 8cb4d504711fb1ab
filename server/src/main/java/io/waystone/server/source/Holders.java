package io.waystone.server.source;

import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ReadResult;
import io.waystone.translator.input.Severity;
import io.waystone.translator.input.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which file holds which object. Of the same object in two places the first holds, by path and then
 * by place in the file; when it goes, the next takes over. The cost of a change is that of the
 * objects in the files that it touches.
 */
final class Holders {

  /** Where a document stands. */
  private record Place(String source, int document) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::source).thenComparingInt(Place::document);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private final Map<String, List<ReadResult>> files = new HashMap<>();
  private final Map<ObjectRef, NavigableMap<Place, ReadResult>> candidates = new HashMap<>();
  private final Map<ObjectRef, ReadResult> delivered = new HashMap<>();
  private final SortedMap<ObjectRef, List<Diagnostic>> conflicts = new TreeMap<>();

  /** Names whose candidates changed since the last delivery. */
  private final Set<ObjectRef> touched = new HashSet<>();

  /** Replaces the documents of a file; none when it is gone. */
  void put(String source, List<ReadResult> documents) {
    withdraw(source, Optional.ofNullable(files.remove(source)).orElse(List.of()));
    if (!documents.isEmpty()) {
      files.put(source, documents);
    }
    for (int i = 0; i < documents.size(); i++) {
      ReadResult document = documents.get(i);
      Place place = new Place(source, i);
      document
          .ref()
          .ifPresent(ref -> {
            candidates.computeIfAbsent(ref, _ -> new TreeMap<>()).put(place, document);
            touched.add(ref);
          });
    }
  }

  /**
   * What changed since the last delivery, and what is wrong now.
   *
   * @param problems of the files themselves
   */
  SourceUpdate update(Collection<Diagnostic> problems, boolean complete) {
    Map<ObjectRef, ReadResult> changed = new HashMap<>();
    Set<ObjectRef> removed = new HashSet<>();
    for (ObjectRef ref : touched) {
      Optional<ReadResult> before = Optional.ofNullable(delivered.get(ref));
      Optional<ReadResult> now = resolve(ref);
      if (now.isEmpty() && before.isPresent()) {
        removed.add(ref);
      } else if (!now.equals(before)) {
        now.ifPresent(result -> changed.put(ref, result));
      }
    }
    Stream<Diagnostic> nameless =
        files.values().stream()
            .flatMap(List::stream)
            .filter(document -> document.ref().isEmpty())
            .flatMap(Problems::nameless);
    Stream<Diagnostic> duplicates = conflicts.values().stream().flatMap(List::stream);
    List<Diagnostic> all =
        Stream.of(problems.stream(), nameless, duplicates).flatMap(some -> some).toList();
    return new SourceUpdate(changed, removed, all, complete);
  }

  /** The update has arrived: the next one says what changed after it. */
  void delivered(SourceUpdate update) {
    delivered.putAll(update.changed());
    delivered.keySet().removeAll(update.removed());
    touched.clear();
  }

  private void withdraw(String source, List<ReadResult> documents) {
    for (int i = 0; i < documents.size(); i++) {
      Place place = new Place(source, i);
      documents.get(i).ref().ifPresent(ref -> withdraw(ref, place));
    }
  }

  private void withdraw(ObjectRef ref, Place place) {
    NavigableMap<Place, ReadResult> left = candidates.getOrDefault(ref, new TreeMap<>());
    left.remove(place);
    if (left.isEmpty()) {
      candidates.remove(ref);
    }
    touched.add(ref);
  }

  /**
   * The document that holds. Names leave out the API group, so a Gateway of Istio and one of the
   * Gateway API may share one and are no duplicates: the one that is a record holds, what is said
   * of the other is a problem of its own.
   */
  private Optional<ReadResult> resolve(ObjectRef ref) {
    SortedMap<String, ReadResult> firsts = new TreeMap<>();
    List<Diagnostic> problems = new ArrayList<>();
    for (ReadResult document : candidates.getOrDefault(ref, new TreeMap<>()).values()) {
      Optional.ofNullable(firsts.putIfAbsent(apiGroup(document), document))
          .filter(first -> isRead(first) || isRead(document))
          .ifPresent(first -> problems.add(Problems.duplicate(ref, first, document)));
    }
    Optional<ReadResult> holder =
        firsts.values().stream()
            .filter(Holders::isRead)
            .findFirst()
            .or(() -> firsts.values().stream().findFirst());
    firsts.values().stream()
        .filter(first -> !holder.equals(Optional.of(first)))
        .forEach(first -> problems.addAll(first.diagnostics()));
    if (problems.isEmpty()) {
      conflicts.remove(ref);
    } else {
      conflicts.put(ref, problems);
    }
    return holder;
  }

  /** Whether it is of a kind that means something here, be it invalid. */
  private static boolean isRead(ReadResult document) {
    return document.object().isPresent()
        || document.diagnostics().stream().anyMatch(d -> d.severity() == Severity.ERROR);
  }

  private static String apiGroup(ReadResult document) {
    return document.origin().tree() instanceof Tree.Mapping mapping
            && mapping.entries().get("apiVersion") instanceof Tree.Text version
            && version.value().contains("/")
        ? version.value().substring(0, version.value().indexOf('/'))
        : "";
  }
}
