package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ParentRef;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a condition is relative to: an object, or a part of it as a parentRef names one.
 *
 * @param section {@code sectionName}, where one is written
 * @param port {@code port}, where one is written
 */
public record Subject(ObjectRef object, Optional<String> section, OptionalInt port)
    implements Comparable<Subject> {

  private static final Comparator<Subject> ORDER =
      Comparator.comparing(Subject::object)
          .thenComparing(subject -> subject.section().orElse(""))
          .thenComparingInt(subject -> subject.port().orElse(0));

  /** An object as a whole. */
  public static Subject of(ObjectRef object) {
    return new Subject(object, Optional.empty(), OptionalInt.empty());
  }

  /** A route's parent. */
  static Subject of(ParentRef parent) {
    return new Subject(parent.object(), parent.sectionName(), parent.port());
  }

  @Override
  public int compareTo(Subject other) {
    return ORDER.compare(this, other);
  }

  /** {@code default/reviews Service}, {@code default/reviews Service, port 9080}. */
  @Override
  public String toString() {
    return object
        + section.map(name -> ", section " + name).orElse("")
        + (port.isPresent() ? ", port " + port.getAsInt() : "");
  }
}
