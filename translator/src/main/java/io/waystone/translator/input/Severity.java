package io.waystone.translator.input;

/** How bad a diagnostic is; only {@link #ERROR} makes {@code translate} fail. */
public enum Severity {
  /** An object, or a part of it, is invalid: it is not in force as written. */
  ERROR,
  /** In force, but probably not what its author meant. */
  WARNING,
  /** Worth knowing. */
  INFO
}
