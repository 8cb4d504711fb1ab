package io.waystone.server.identity;

import io.waystone.server.identity.Issuance.Reason;
import io.waystone.server.identity.Issuance.Refused;

/** Ends the judgement of a request for a certificate. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String text;

  /** See {@link Refused}. */
  Refusal(Reason reason, String text) {
    super(text);
    this.reason = reason;
    this.text = text;
  }

  Refused refused() {
    return new Refused(reason, text);
  }
}
