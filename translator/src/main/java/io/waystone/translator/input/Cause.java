package io.waystone.translator.input;

import java.util.Comparator;

/**
 * Why something is as it is: an input object and the field in it. Never a line, a resourceVersion
 * or a generation (those would make equal configuration look different); {@link Origin} joins them
 * when a cause is printed.
 *
 * @param field path as people write it, {@code spec.rules[0].backendRefs[1]}; empty for the object
 *     as a whole
 */
public record Cause(ObjectRef object, String field) implements Comparable<Cause> {

  private static final Comparator<Cause> ORDER =
      Comparator.comparing(Cause::object).thenComparing(Cause::field);

  /** The object as a whole. */
  public static Cause of(ObjectRef object) {
    return new Cause(object, "");
  }

  @Override
  public int compareTo(Cause other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return field.isEmpty() ? object.toString() : object + " " + field;
  }
}
