package io.waystone.server.identity;

import java.time.Instant;

/**
 * A certificate with its key, as Envoy and gRPC read them.
 *
 * @param chain PEM, the leaf first, without the root
 * @param key PKCS#8 PEM
 * @param issuedAt when it was made
 * @param notAfter when it ends
 * @param renewAt when a new one is due: after half its life, or at its end if the root ends then
 *     too
 */
public record IssuedCertificate(
    String chain, SecretText key, Instant issuedAt, Instant notAfter, Instant renewAt) {}
