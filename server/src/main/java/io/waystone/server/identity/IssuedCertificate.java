package io.waystone.server.identity;

import java.time.Instant;

/**
 * A certificate with its key, as Envoy and gRPC read them.
 *
 * @param chain PEM, the leaf first, then the intermediates, without the root
 * @param key PKCS#8 PEM
 * @param signer fingerprint of what signed it; a CA that now signs by another wants it renewed
 * @param issuedAt when it was made
 * @param notAfter when it ends
 * @param renewAt when a new one is due: a while after half its life, or at its end if what signed
 *     it ends then too
 */
public record IssuedCertificate(
    String chain,
    SecretText key,
    String signer,
    Instant issuedAt,
    Instant notAfter,
    Instant renewAt) {}
