package io.waystone.server.source;

import io.waystone.server.source.Walk.Found;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ReadResult;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The files, each with what was last read of it. A walk shows what differs; what differs and has
 * stood still is taken: read and replaced, or removed.
 */
final class FileTable {

  private final DocumentReader reader;
  private final LastGood lastGood;

  private final SortedMap<Path, FileState> files = new TreeMap<>();
  private final Changes changes = new Changes();
  private final SortedMap<Path, Outage> outages = new TreeMap<>();
  private long walkStarted;

  /**
   * A table without files.
   *
   * @param lastGood what earlier runs could read
   */
  FileTable(DocumentReader reader, LastGood lastGood) {
    this.reader = reader;
    this.lastGood = lastGood;
  }

  /**
   * Takes what has come to rest.
   *
   * @return the files that were taken, with their objects; none for a file that is gone
   */
  SortedMap<Path, List<ReadResult>> take(Walk walk) {
    walkStarted = walk.started();
    noteOutages(walk);
    changes.note(walk, files, this::isOut);
    SortedMap<Path, List<ReadResult>> taken = new TreeMap<>();
    for (SortedMap<Path, Pending> batch : changes.ripe(walk)) {
      taken.putAll(take(batch, walk));
    }
    restless()
        .map(Map.Entry::getKey)
        .filter(path -> !files.containsKey(path))
        .forEach(path -> recall(path).ifPresent(objects -> taken.put(path, objects)));
    changes
        .noteGenerations(walk, this::isOut)
        .forEach(folder -> lastGood.retain(folder, this::mayBeThere));
    return taken;
  }

  /** Whether nothing waits to come to rest, except what is restless and said to be so. */
  boolean isSettled() {
    return changes.pending().values().stream().allMatch(change -> change.isRestless(walkStarted))
        && outages.values().stream().allMatch(outage -> outage.isLasting(walkStarted));
  }

  /** When something may have come to rest, in nanoseconds of the ticker; empty if nothing waits. */
  OptionalLong nextLook() {
    LongStream files = changes.pending().values().stream().mapToLong(Pending::nextLook);
    LongStream folders =
        outages.values().stream()
            .filter(outage -> !outage.isLasting(walkStarted))
            .mapToLong(outage -> outage.since() + Pending.STILL);
    return LongStream.concat(files, folders).min();
  }

  /** Why files and folders cannot be used. */
  List<Diagnostic> problems() {
    Stream<Diagnostic> broken = files.values().stream().flatMap(file -> file.problem().stream());
    Stream<Diagnostic> out =
        outages.entrySet().stream()
            .filter(outage -> outage.getValue().isLasting(walkStarted))
            .map(outage -> problem(outage.getKey(), outage.getValue().why()));
    Stream<Diagnostic> restless =
        restless().map(change -> problem(change.getKey(), change.getValue().why()));
    return Stream.of(broken, out, restless).flatMap(problems -> problems).toList();
  }

  /** Whether there is something for every file and folder, be it an older text. */
  boolean isComplete() {
    return files.values().stream().allMatch(file -> file.objects().isPresent())
        && outages.keySet().stream().allMatch(this::keepsSomething)
        && restless().allMatch(change -> keepsSomething(change.getKey()));
  }

  private Stream<Map.Entry<Path, Pending>> restless() {
    return changes.pending().entrySet().stream()
        .filter(change -> change.getValue().isRestless(walkStarted));
  }

  private Diagnostic problem(Path path, String why) {
    return keepsSomething(path)
        ? Problems.kept(path.toString(), why)
        : Problems.lacking(path.toString(), why);
  }

  /** Whether there are objects of this file, or of one in this folder. */
  private boolean keepsSomething(Path path) {
    return files.entrySet().stream()
        .anyMatch(file -> file.getKey().startsWith(path) && file.getValue().objects().isPresent());
  }

  private boolean isOut(Path path) {
    return outages.keySet().stream().anyMatch(path::startsWith);
  }

  private void noteOutages(Walk walk) {
    SortedMap<Path, String> out = new TreeMap<>();
    walk.unreadable()
        .forEach((path, unreadable) -> {
          if (unreadable.expected() || keepsSomething(path)) {
            out.put(path, unreadable.why());
          }
        });
    walk.generations().values().stream()
        .filter(now -> changes.isExchanged(now) && isEmptied(now.at(), walk))
        .forEach(now -> out.put(now.at(), "is another folder than before, and empty"));
    outages.keySet().retainAll(out.keySet());
    out.forEach((path, why) ->
        outages.merge(
            path, new Outage(why, walk.ended()), (old, _) -> new Outage(why, old.since())));
  }

  private boolean isEmptied(Path folder, Walk walk) {
    return keepsSomething(folder)
        && walk.files().keySet().stream().noneMatch(path -> path.startsWith(folder));
  }

  /** Takes all these changes, or none when one of the files changes meanwhile. */
  private Map<Path, List<ReadResult>> take(SortedMap<Path, Pending> batch, Walk walk) {
    Map<Path, FileText> texts = new HashMap<>();
    batch.forEach((path, change) ->
        change.now().ifPresent(found -> texts.put(path, FileText.read(found.stat()))));
    if (texts.values().stream().anyMatch(FileText.Moved.class::isInstance)) {
      texts.forEach((path, text) -> {
        if (text instanceof FileText.Moved(String why)) {
          changes.failed(path, why, walk);
        }
      });
      return Map.of();
    }
    Map<Path, FileContent> contents = parse(texts);
    Map<Path, List<ReadResult>> taken = new TreeMap<>();
    batch.forEach((path, change) -> {
      changes.taken(path);
      change.now().ifPresentOrElse(f -> replace(path, f, texts, contents), () -> remove(path));
      taken.put(path, objects(path));
    });
    return taken;
  }

  /** Parses on all processors: at a start, this is what takes long. */
  private Map<Path, FileContent> parse(Map<Path, FileText> texts) {
    Map<Path, FileContent> contents = new ConcurrentHashMap<>();
    texts.entrySet().parallelStream()
        .forEach(entry -> {
          if (entry.getValue() instanceof FileText.Text(String text)) {
            contents.put(entry.getKey(), reader.read(entry.getKey().toString(), text));
          }
        });
    return contents;
  }

  private void replace(
      Path path, Found found, Map<Path, FileText> texts, Map<Path, FileContent> contents) {
    FileState state =
        switch (texts.getOrDefault(path, new FileText.Moved(""))) {
          case FileText.Text(String text) ->
              usable(path, found, text, Objects.requireNonNull(contents.get(path)));
          case FileText.Refused(String why) -> unusable(path, found, why);
          case FileText.Moved(String why) -> unusable(path, found, why);
        };
    files.put(path, state);
  }

  private FileState usable(Path path, Found found, String text, FileContent content) {
    return content
        .broken()
        .map(broken -> unusable(path, found, broken.problem()))
        .orElseGet(() -> {
          lastGood.keep(path, text);
          return new FileState(
              Optional.of(found), Optional.of(content.results()), Optional.empty());
        });
  }

  /** The objects as last read: by this run or by an earlier one. */
  private FileState unusable(Path path, Found found, String why) {
    Optional<List<ReadResult>> objects =
        Optional.ofNullable(files.get(path)).flatMap(FileState::objects).or(() -> earlier(path));
    Diagnostic problem =
        objects.isPresent()
            ? Problems.kept(path.toString(), why)
            : Problems.lacking(path.toString(), why);
    return new FileState(Optional.of(found), objects, Optional.of(problem));
  }

  /** For a file that cannot be read for long, what an earlier run read of it. */
  private Optional<List<ReadResult>> recall(Path path) {
    Optional<List<ReadResult>> objects = earlier(path);
    if (objects.isPresent()) {
      files.put(path, new FileState(Optional.empty(), objects, Optional.empty()));
    }
    return objects;
  }

  private Optional<List<ReadResult>> earlier(Path path) {
    return lastGood
        .text(path)
        .map(text -> reader.read(path.toString(), text))
        .filter(content -> content.broken().isEmpty())
        .map(FileContent::results);
  }

  private boolean mayBeThere(Path path) {
    return files.containsKey(path) || changes.pending().containsKey(path) || isOut(path);
  }

  private void remove(Path path) {
    files.remove(path);
    lastGood.drop(path);
  }

  private List<ReadResult> objects(Path path) {
    return Optional.ofNullable(files.get(path)).flatMap(FileState::objects).orElse(List.of());
  }
}
