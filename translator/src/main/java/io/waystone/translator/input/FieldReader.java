package io.waystone.translator.input;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A cursor over one mapping. It reads fields by name and type, knows their path, and reports what
 * is wrong with them; a field that cannot be read is like one that is not written, and marks the
 * mapping and all around it {@link #broken}. When a mapping has been read, the fields that nobody
 * asked for are the unknown ones.
 */
final class FieldReader {

  /** What unknown fields are. */
  enum Unknown {
    /** The object does not say what its author meant: WS0005. */
    ERROR,
    /** Ignored, and said so: WS0011. */
    WARNING,
    /** Not looked at: only some fields of this object are ours. */
    IGNORED
  }

  /**
   * How an object is read.
   *
   * @param effect what happens when a part of it cannot be read, a sentence without a full stop
   */
  record Manner(Unknown unknown, String effect) {}

  private record Parent(FieldReader reader, String field) {}

  private final Findings findings;
  private final Unknown unknown;
  private final Optional<Parent> parent;
  private final String path;
  private final Map<String, Tree> entries;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> broken = new TreeSet<>();
  private String effect;

  private FieldReader(
      Findings findings, Manner manner, Optional<Parent> parent, String path, Tree tree) {
    this.findings = findings;
    this.unknown = manner.unknown();
    this.effect = manner.effect();
    this.parent = parent;
    this.path = path;
    this.entries = tree instanceof Tree.Mapping mapping ? mapping.entries() : Map.of();
  }

  /** A reader of a tree that has the given path, empty for the object as a whole. */
  static FieldReader of(Findings findings, Manner manner, String path, Tree tree) {
    return new FieldReader(findings, manner, Optional.empty(), path, tree);
  }

  /** The path of a field here: {@code spec.rules[0].name}. */
  String path(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  /** Whether anything in this mapping could not be read as written. */
  boolean broken() {
    return !broken.isEmpty();
  }

  /** Whether this field, or anything in it, could not be read as written. */
  boolean broken(String field) {
    return broken.contains(field);
  }

  /** Whether a field is written and not null. */
  boolean has(String field) {
    return tree(field).isPresent();
  }

  /** Says from here on what happens when a part cannot be read, a sentence without a full stop. */
  void effect(String effect) {
    this.effect = effect;
  }

  /** Names fields that the kind has and that mean nothing to us. */
  void known(String... fields) {
    known.addAll(List.of(fields));
  }

  /** A field as it is written. */
  Optional<Tree> tree(String field) {
    known.add(field);
    return Optional.ofNullable(entries.get(field)).filter(tree -> !(tree instanceof Tree.Null));
  }

  Optional<String> text(String field) {
    return tree(field).flatMap(tree -> asText(field, path(field), tree));
  }

  String text(String field, String otherwise) {
    return text(field).orElse(otherwise);
  }

  /** Reports a field that is not written. */
  FieldReader require(String field) {
    if (!has(field)) {
      missing(field);
    }
    return this;
  }

  /** A text that must be there and must not be empty. */
  Optional<String> required(String field) {
    require(field);
    return text(field).filter(text -> !text.isEmpty() || bad(field, "it is empty", ""));
  }

  Optional<Boolean> flag(String field) {
    return tree(field)
        .flatMap(tree -> {
          if (tree instanceof Tree.Bool bool) {
            return Optional.of(bool.value());
          }
          wrongType(field, path(field), "true or false", tree);
          return Optional.empty();
        });
  }

  /** A whole number within bounds, both included. */
  OptionalInt number(String field, int min, int max) {
    return tree(field)
        .map(tree -> number(field, path(field), tree, min, max))
        .orElse(OptionalInt.empty());
  }

  private OptionalInt number(String field, String at, Tree tree, int min, int max) {
    if (!(tree instanceof Tree.Num number)) {
      wrongType(field, at, "a number", tree);
      return OptionalInt.empty();
    }
    OptionalInt value = whole(number.value(), min, max);
    if (value.isEmpty()) {
      report(field, Code.WS0008, at, "it is no whole number from " + min + " to " + max, "");
    }
    return value;
  }

  /** A list of whole numbers within bounds; what is none is left out. */
  List<Integer> numbers(String field, int min, int max) {
    List<Integer> numbers = new ArrayList<>();
    List<Tree> items = items(field);
    for (int i = 0; i < items.size(); i++) {
      String at = path(field) + "[" + i + "]";
      number(field, at, items.get(i), min, max).stream().forEach(numbers::add);
    }
    return numbers;
  }

  OptionalInt port(String field) {
    return number(field, 1, 65535);
  }

  /** A word out of a fixed set. */
  <T> Optional<T> choice(String field, Map<String, T> choices) {
    return text(field)
        .flatMap(word -> {
          Optional<T> chosen = Optional.ofNullable(choices.get(word));
          if (chosen.isEmpty()) {
            bad(
                field,
                "\"" + Words.shown(word) + "\" is none of its values",
                Suggestion.fix(word, choices.keySet()));
          }
          return chosen;
        });
  }

  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    List<Tree> items = items(field);
    for (int i = 0; i < items.size(); i++) {
      asText(field, path(field) + "[" + i + "]", items.get(i)).ifPresent(texts::add);
    }
    return texts;
  }

  /** A mapping of words to words, labels above all. */
  Map<String, String> words(String field) {
    Map<String, String> words = new TreeMap<>();
    tree(field)
        .ifPresent(tree -> {
          if (tree instanceof Tree.Mapping mapping) {
            mapping
                .entries()
                .forEach((key, value) ->
                    asText(field, path(field) + "." + key, value)
                        .ifPresent(text -> words.put(key, text)));
          } else {
            wrongType(field, path(field), "a mapping", tree);
          }
        });
    return words;
  }

  /** A mapping, read by {@code read} and then checked for unknown fields. */
  <T> Optional<T> mapping(String field, Function<FieldReader, T> read) {
    return tree(field)
        .filter(tree -> isMapping(field, path(field), tree))
        .map(tree -> inside(field, path(field), tree, read));
  }

  /**
   * A sequence of mappings; what {@code read} returns empty, and what is no mapping, is left out.
   */
  <T> List<T> mappings(String field, Function<FieldReader, Optional<T>> read) {
    List<T> values = new ArrayList<>();
    List<Tree> items = items(field);
    for (int i = 0; i < items.size(); i++) {
      String at = path(field) + "[" + i + "]";
      if (isMapping(field, at, items.get(i))) {
        inside(field, at, items.get(i), read).ifPresent(values::add);
      }
    }
    return values;
  }

  /**
   * A sequence of mappings of which none is left out: what is no mapping is read as an empty one
   * that is broken.
   */
  <T> List<T> everyMapping(String field, Function<FieldReader, T> read) {
    List<T> values = new ArrayList<>();
    List<Tree> items = items(field);
    for (int i = 0; i < items.size(); i++) {
      Tree item = items.get(i);
      String at = path(field) + "[" + i + "]";
      boolean readable = isMapping(field, at, item);
      values.add(
          inside(
              field,
              at,
              item,
              inner -> {
                if (!readable) {
                  inner.broken.add("");
                }
                return read.apply(inner);
              }));
    }
    return values;
  }

  /** The number of items that a sequence has, readable or not. */
  int size(String field) {
    return tree(field)
        .map(tree -> tree instanceof Tree.Sequence s ? s.items().size() : 0)
        .orElse(0);
  }

  /** Reports a value that is not allowed (WS0008); always false, so that it ends a filter. */
  boolean bad(String field, String problem, String fix) {
    report(field, Code.WS0008, path(field), problem, fix);
    return false;
  }

  /** Reports a missing field (WS0007). */
  void missing(String field) {
    report(field, Code.WS0007, path(field), "it is required", "");
  }

  /** Says something about a field without making it broken. */
  void note(Code code, String field, String problem, String effect, String fix) {
    findings.add(code, path(field), problem, effect, fix);
  }

  /** Reports the fields that nobody asked for. */
  void end() {
    List<String> unread = unread();
    if (unknown != Unknown.IGNORED) {
      unread.forEach(this::unknown);
    }
    known.addAll(unread);
  }

  /** The fields that nobody asked for, in the order they are written. */
  List<String> unread() {
    return entries.keySet().stream().filter(field -> !known.contains(field)).toList();
  }

  private void unknown(String field) {
    if (unknown == Unknown.ERROR) {
      report(field, Code.WS0005, path(field), "there is no such field", fix(field));
    } else {
      note(Code.WS0011, field, "there is no such field", "it is ignored", fix(field));
    }
  }

  private String fix(String field) {
    return Suggestion.fix(field, known);
  }

  private List<Tree> items(String field) {
    Optional<Tree> tree = tree(field);
    if (tree.isEmpty()) {
      return List.of();
    }
    if (tree.get() instanceof Tree.Sequence sequence) {
      return sequence.items();
    }
    wrongType(field, path(field), "a list", tree.get());
    return List.of();
  }

  private <T> T inside(String field, String at, Tree tree, Function<FieldReader, T> read) {
    FieldReader inner = inner(field, at, tree);
    T value = read.apply(inner);
    inner.end();
    return value;
  }

  private FieldReader inner(String field, String at, Tree tree) {
    Manner manner = new Manner(unknown, effect);
    return new FieldReader(findings, manner, Optional.of(new Parent(this, field)), at, tree);
  }

  private boolean isMapping(String field, String at, Tree tree) {
    if (tree instanceof Tree.Mapping) {
      return true;
    }
    wrongType(field, at, "a mapping", tree);
    return false;
  }

  private Optional<String> asText(String field, String at, Tree tree) {
    if (tree instanceof Tree.Text text) {
      return Optional.of(text.value());
    }
    wrongType(field, at, "text", tree);
    return Optional.empty();
  }

  private static OptionalInt whole(BigDecimal value, int min, int max) {
    // Compared first: a number like 1e999 must not be written out.
    boolean within =
        value.compareTo(BigDecimal.valueOf(min)) >= 0
            && value.compareTo(BigDecimal.valueOf(max)) <= 0;
    if (!within || value.compareTo(BigDecimal.valueOf(value.intValue())) != 0) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(value.intValue());
  }

  private void wrongType(String field, String at, String wanted, Tree tree) {
    boolean quotable =
        wanted.equals("text") && (tree instanceof Tree.Num || tree instanceof Tree.Bool);
    report(
        field,
        Code.WS0006,
        at,
        "it must be " + wanted + ", not " + Words.type(tree),
        quotable ? "Put it in quotes" : "");
  }

  private void report(String field, Code code, String at, String problem, String fix) {
    findings.add(code, at, problem, effect, fix);
    breakAt(field);
  }

  private void breakAt(String field) {
    broken.add(field);
    parent.ifPresent(outer -> outer.reader().breakAt(outer.field()));
  }
}
