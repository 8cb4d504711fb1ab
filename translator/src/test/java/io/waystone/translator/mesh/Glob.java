package io.waystone.translator.mesh;

/** Istio's values: exact, {@code prefix*}, {@code *suffix}, {@code *} for anything there is. */
final class Glob {

  private Glob() {}

  static boolean matches(String value, String text) {
    if (value.equals("*")) {
      return !text.isEmpty();
    }
    if (value.startsWith("*")) {
      return text.endsWith(value.substring(1));
    }
    return value.endsWith("*")
        ? text.startsWith(value.substring(0, value.length() - 1))
        : text.equals(value);
  }
}
