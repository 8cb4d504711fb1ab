package io.waystone.translator.envoy;

/** One rule for a value: a scalar as protobuf's reflection gives it, a message or a list. */
@FunctionalInterface
interface ValueRule {

  /** Reports the value if it breaks the rule. */
  void check(Object value, Findings findings);

  /** The same rule for values that are not empty; what {@code ignore_empty} means. */
  default ValueRule unless(Object empty) {
    return (value, findings) -> {
      if (!value.equals(empty)) {
        check(value, findings);
      }
    };
  }
}
