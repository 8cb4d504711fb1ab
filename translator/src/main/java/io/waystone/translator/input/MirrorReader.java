package io.waystone.translator.input;

import java.util.Optional;
import java.util.OptionalInt;

/** Reads RequestMirror. */
final class MirrorReader {

  private static final int ALL = 100;

  private MirrorReader() {}

  /** Empty if it cannot be read as written. */
  static Optional<Mirror> read(String namespace, FieldReader filter) {
    filter.require("backendRef");
    Optional<BackendRef> backend =
        filter
            .mapping("backendRef", reference -> ReferenceReader.backend(namespace, reference))
            .flatMap(reference -> reference);
    OptionalInt percent = filter.number("percent", 0, ALL);
    Optional<int[]> fraction = filter.mapping("fraction", MirrorReader::fraction);
    if (filter.has("percent") && filter.has("fraction")) {
      filter.bad("fraction", "there is a percentage as well", "Write one of the two");
    }
    if (filter.broken()) {
      return Optional.empty();
    }
    int[] share = fraction.orElse(new int[] {percent.orElse(ALL), ALL});
    return backend.map(to -> new Mirror(to, share[0], share[1]));
  }

  private static int[] fraction(FieldReader fraction) {
    fraction.require("numerator");
    int denominator = fraction.number("denominator", 1, Integer.MAX_VALUE).orElse(ALL);
    int numerator = fraction.number("numerator", 0, Integer.MAX_VALUE).orElse(0);
    if (numerator > denominator) {
      fraction.bad("numerator", "it is more than the denominator", "");
    }
    return new int[] {numerator, denominator};
  }
}
