package io.waystone.translator.input;

import java.util.Comparator;

/**
 * What a person must know about an object, as a value: the same one is printed by the command, the
 * log, the config dump and the status.
 *
 * @param cause the object and the field; {@link Origin} adds file and line where known
 * @param problem what is wrong, a sentence without a full stop
 * @param effect what happens now, a sentence without a full stop
 * @param fix how to mend it; empty where the problem says it
 */
public record Diagnostic(Code code, Cause cause, String problem, String effect, String fix)
    implements Comparable<Diagnostic> {

  private static final Comparator<Diagnostic> ORDER =
      Comparator.comparing(Diagnostic::cause)
          .thenComparing(Diagnostic::code)
          .thenComparing(Diagnostic::problem)
          .thenComparing(Diagnostic::effect)
          .thenComparing(Diagnostic::fix);

  /** The severity that its code has. */
  public Severity severity() {
    return code.severity();
  }

  @Override
  public int compareTo(Diagnostic other) {
    return ORDER.compare(this, other);
  }

  /** {@code WS0107 default/reviews HTTPRoute spec.rules[0]: problem; effect. Fix.} */
  @Override
  public String toString() {
    return code
        + " "
        + cause
        + ": "
        + problem
        + (effect.isEmpty() ? "" : "; " + effect)
        + "."
        + (fix.isEmpty() ? "" : " " + fix + ".");
  }
}
