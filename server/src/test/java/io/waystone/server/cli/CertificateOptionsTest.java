package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.identity.ServiceAccount;
import io.waystone.server.identity.TokenIssuers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class CertificateOptionsTest {

  private static final ServiceAccount ZTUNNEL = new ServiceAccount("istio-system", "ztunnel");

  @Command
  private static final class Holder {
    @Mixin private CertificateOptions options = new CertificateOptions();
  }

  @Test
  void withoutThemNobodyGetsACertificate() {
    assertThat(settings())
        .isEqualTo(
            new CertificateSettings(Optional.empty(), Set.of(ZTUNNEL), Duration.ofHours(24)));
  }

  @Test
  void keysAndAnIssuerAreEnough() {
    assertThat(settings("--token-jwks", "jwks.json", "--token-issuer", "a").tokens())
        .contains(new TokenIssuers(Path.of("jwks.json"), Set.of("a"), Set.of("istio-ca")));
  }

  @Test
  void whatIsGivenStandsInTheDefaultsPlace() {
    CertificateSettings settings =
        settings(
            "--token-jwks=jwks.json",
            "--token-issuer=a",
            "--token-issuer=b",
            "--token-audience=c",
            "--node-proxy=kube-system/ztunnel",
            "--node-proxy=other/proxy",
            "--max-certificate-ttl=90m");
    assertThat(settings)
        .isEqualTo(
            new CertificateSettings(
                Optional.of(new TokenIssuers(Path.of("jwks.json"), Set.of("a", "b"), Set.of("c"))),
                Set.of(
                    new ServiceAccount("kube-system", "ztunnel"),
                    new ServiceAccount("other", "proxy")),
                Duration.ofMinutes(90)));
  }

  private static CertificateSettings settings(String... arguments) {
    Holder holder = new Holder();
    new CommandLine(holder)
        .registerConverter(ServiceAccount.class, ServiceAccount::parse)
        .parseArgs(arguments);
    return holder.options.settings();
  }
}
