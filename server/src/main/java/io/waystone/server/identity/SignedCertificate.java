package io.waystone.server.identity;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/**
 * A certificate for a key that its holder keeps, with all of one moment that it takes to verify it.
 *
 * @param chain PEM: the leaf, each certificate between it and a root, and at last all roots that
 *     the mesh trusts, in one text. ztunnel reads one certificate of every text but the last, and
 *     trusts all that are in that
 * @param serial of the leaf
 * @param notAfter when it ends
 */
record SignedCertificate(List<String> chain, BigInteger serial, Instant notAfter) {
  SignedCertificate {
    chain = List.copyOf(chain);
  }
}
