package io.waystone.server.lab;

/**
 * What a party of the mesh shows and what it trusts, as PEM text.
 *
 * @param chain its certificate, with its SPIFFE id as URI SAN, then the intermediates
 * @param key the private key of the first certificate, PKCS #8 or the older EC form
 * @param roots the certificates that peers must chain up to, one or more
 */
public record Credential(String chain, String key, String roots) {

  /** Leaves the key out: a secret never appears in a log. */
  @Override
  public String toString() {
    return "Credential[chain=" + chain + "]";
  }
}
