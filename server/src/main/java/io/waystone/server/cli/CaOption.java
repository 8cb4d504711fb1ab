package io.waystone.server.cli;

import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.StateDirectory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which CA signs. */
final class CaOption {

  @Option(
      names = "--ca",
      paramLabel = "DIR",
      description =
          "A CA that others made: ca-cert.pem, ca-key.pem, cert-chain.pem and root-cert.pem, as in"
              + " Istio's secret cacerts. Default: the one that the state directory has or makes.")
  private @Nullable Path folder;

  Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  /**
   * Opens that CA, or the one of the state directory.
   *
   * @throws io.waystone.server.identity.IdentityException if it cannot be used
   */
  static CertificateAuthority open(
      Optional<Path> folder, Path state, String trustDomain, InstantSource clock) {
    return folder
        .map(given -> CertificateAuthority.open(given, trustDomain, clock))
        .orElseGet(() ->
            CertificateAuthority.openOrCreate(StateDirectory.open(state), trustDomain, clock));
  }
}
