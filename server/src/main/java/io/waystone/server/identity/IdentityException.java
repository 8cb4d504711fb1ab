package io.waystone.server.identity;

/**
 * The identity material of this control plane cannot be used: a file of the CA is broken, missing
 * or open to others, or the root has expired. Its message says what is wrong and what to do; it
 * never holds key material.
 */
public final class IdentityException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  IdentityException(String message) {
    super(message);
  }

  IdentityException(String message, Throwable cause) {
    super(message, cause);
  }
}
