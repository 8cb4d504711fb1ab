package io.waystone.server.cli;

import io.waystone.server.identity.ServiceAccount;
import io.waystone.server.identity.TokenIssuers;
import io.waystone.server.identity.WorkloadCertificates;
import io.waystone.server.identity.WorkloadSecrets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Who gets certificates of the certificate service.
 *
 * @param tokens whose service account tokens are good; empty for nobody's, and then nobody gets one
 * @param nodeProxies who may ask for the identities of the workloads on their node
 * @param longest how long a certificate holds at most
 */
public record CertificateSettings(
    Optional<TokenIssuers> tokens, Set<ServiceAccount> nodeProxies, Duration longest) {

  /** Nobody gets one. */
  public static final CertificateSettings NOBODY =
      new CertificateSettings(
          Optional.empty(), Set.of(WorkloadCertificates.ZTUNNEL), WorkloadSecrets.DEFAULT_TTL);

  public CertificateSettings {
    nodeProxies = Set.copyOf(nodeProxies);
  }
}
