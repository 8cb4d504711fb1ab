package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waystone.server.identity.MadeCa;
import io.waystone.translator.input.Tree;
import io.waystone.translator.input.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapCommandTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void writesABootstrapAndBesideItACredentialForNobodyElse() throws IOException {
    Path file = folder.resolve("made").resolve("waypoint.yaml");
    Cli cli = bootstrap("default/default", "-o", file.toString(), "--ads", "10.0.0.5:15012");
    assertThat(cli.err()).isEmpty();
    assertThat(cli.code()).isZero();
    String text = Files.readString(file);
    assertThat(YamlReader.parse("bootstrap", text).documents())
        .singleElement()
        .isInstanceOf(Tree.Mapping.class);
    assertThat(text).contains("10.0.0.5");
    try (var files = Files.list(folder.resolve("made"))) {
      Path credential = files.filter(other -> !other.equals(file)).findFirst().orElseThrow();
      assertThat(text).contains(credential.toString());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credential)))
          .isEqualTo("rw-------");
      assertThat(cli.out()).contains(file.toString(), credential.toString());
      assertThat(cli.out()).doesNotContain(Files.readString(credential).strip());
      assertThat(text).doesNotContain(Files.readString(credential).strip());
    }
  }

  @ParameterizedTest
  @CsvSource({"90s,90", "30m,1800", "24h,86400", "365d,31536000"})
  void theCredentialHoldsForThatTime(String ttl, long seconds) throws Exception {
    Path file = folder.resolve("waypoint.yaml");
    assertThat(bootstrap("a/b", "-o", file.toString(), "--ttl", ttl).code()).isZero();
    JWTClaimsSet claims =
        SignedJWT.parse(Files.readString(folder.resolve("waypoint.token"))).getJWTClaimsSet();
    assertThat(
            Duration.between(
                    claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant())
                .toSeconds())
        .isEqualTo(seconds);
  }

  @Test
  void aClientCertificateTakesThePlaceOfTheToken() throws Exception {
    Path file = folder.resolve("waypoint.yaml");
    Cli cli = bootstrap("a/b", "-o", file.toString(), "--client-cert", "--service-account", "acc");

    assertThat(cli.code()).as(cli.err()).isZero();
    Path chain = folder.resolve("waypoint.crt");
    Path key = folder.resolve("waypoint.key");
    assertThat(Files.readString(file))
        .contains("private_key: {filename: \"" + key, "cert_chain: {filename: \"" + chain)
        .doesNotContain("authorization");
    assertThat(cli.out()).contains(chain.toString()).doesNotContain("PRIVATE");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("waypoint.token")).doesNotExist();
    try (InputStream in = Files.newInputStream(chain)) {
      X509Certificate leaf =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      assertThat(leaf.getSubjectAlternativeNames())
          .containsExactly(List.of(6, "spiffe://cluster.local/ns/a/sa/acc"));
    }
  }

  @Test
  void aCaThatCannotBeUsedIsNamed() {
    Cli cli =
        bootstrap(
            "a/b",
            "-o",
            folder.resolve("waypoint.yaml").toString(),
            "--ca",
            folder.resolve("nowhere").toString());

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err())
        .contains(folder.resolve("nowhere/ca-cert.pem") + " cannot be read", "cacerts")
        .doesNotContain("\tat ");
  }

  @Test
  void withACaFromFilesNoStateIsMade() {
    MadeCa root = MadeCa.root("root", Instant.now());
    MadeCa ca = root.intermediate("ca", Instant.now());
    Path files = folder.resolve("cacerts");
    ca.write(files, List.of(ca.certificate()), List.of(root.certificate()));
    Path file = folder.resolve("waypoint.yaml");

    Cli cli = bootstrap("a/b", "-o", file.toString(), "--ca", files.toString());

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @Test
  void wrongUsageIsTwoAndWritesNothing() throws IOException {
    Path file = folder.resolve("waypoint.yaml");
    assertThat(bootstrap("-o", file.toString()).code()).isEqualTo(2);
    for (String[] wrong :
        new String[][] {
          {"default", "-o", file.toString()},
          {"a/b", "-o", file.toString(), "--ads", "nowhere"},
          {"a/b", "-o", file.toString(), "--bind", "1.2.3.4"},
          {"a/b", "-o", file.toString(), "--envoy-admin", "0.0.0.0:15000"},
          {"a/b", "-o", file.toString(), "--ttl", "0"},
          {"a/b", "-o", file.toString(), "--ttl", "0h"},
          {"a/b", "-o", file.toString(), "--ttl", "365"},
          {"a/b", "-o", file.toString(), "--ttl", "-1d"},
          {"a/b", "-o", file.toString(), "--ttl", "a day"},
          {"a/b", "-o", file.toString(), "--service-account", "c"},
          {"a/b", "-o", file.toString(), "--client-cert", "--service-account", "c/d"}
        }) {
      Cli cli = bootstrap(wrong);
      assertThat(cli.code()).as(cli.err()).isEqualTo(2);
      assertThat(cli.err()).isNotBlank().doesNotContain("Exception");
    }
    assertThat(file).doesNotExist();
  }

  private Cli bootstrap(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "bootstrap";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--state";
    all[arguments.length + 2] = folder.resolve("state").toString();
    return Cli.run(all);
  }
}
