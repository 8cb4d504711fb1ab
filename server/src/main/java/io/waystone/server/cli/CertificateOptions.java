package io.waystone.server.cli;

import io.waystone.server.identity.ServiceAccount;
import io.waystone.server.identity.TokenIssuers;
import io.waystone.server.identity.WorkloadCertificates;
import io.waystone.server.identity.WorkloadSecrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whose tokens get certificates for workloads, and which ones. */
final class CertificateOptions {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--token-jwks",
      paramLabel = "FILE",
      description =
          "The keys that sign service account tokens (kubectl get --raw /openid/v1/jwks). It is"
              + " read again when it changes. Without it no token gets a certificate for a"
              + " workload.")
  private @Nullable Path jwks;

  @Option(
      names = "--token-issuer",
      paramLabel = "ISSUER",
      description =
          "Who these tokens say has made them (iss), as the API server calls itself. Several may"
              + " be given.")
  private Set<String> issuers = new LinkedHashSet<>();

  @Option(
      names = "--token-audience",
      paramLabel = "NAME",
      defaultValue = TokenIssuers.DEFAULT_AUDIENCE,
      description = "For whom they must be made (aud; ${DEFAULT-VALUE}). Several may be given.")
  private Set<String> audiences = new LinkedHashSet<>();

  @Option(
      names = "--node-proxy",
      paramLabel = "NAMESPACE/ACCOUNT",
      defaultValue = "istio-system/ztunnel",
      description =
          "The service account of the proxies that may ask for the identities of the workloads on"
              + " their node (${DEFAULT-VALUE}). Several may be given.")
  private Set<ServiceAccount> nodeProxies =
      new LinkedHashSet<>(Set.of(WorkloadCertificates.ZTUNNEL));

  @Option(
      names = "--max-certificate-ttl",
      paramLabel = "TIME",
      defaultValue = "24h",
      converter = Ttl.class,
      description =
          "How long such a certificate holds at most, and if nothing less is asked for"
              + " (${DEFAULT-VALUE}).")
  private Duration longest = WorkloadSecrets.DEFAULT_TTL;

  /**
   * What they say.
   *
   * @throws ParameterException if one says something only together with another, which is missing
   */
  CertificateSettings settings() {
    if ((jwks == null) != issuers.isEmpty()) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          jwks == null
              ? "Missing option '--token-jwks': without the keys of the issuer no token can be"
                  + " verified"
              : "Missing option '--token-issuer': keys alone do not say whose tokens are good");
    }
    return new CertificateSettings(
        Optional.ofNullable(jwks).map(file -> new TokenIssuers(file, issuers, audiences)),
        nodeProxies,
        longest);
  }
}
