package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @TempDir Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"demo", "serve", "bootstrap", "translate"})
  void everyCommandHasWorkedExamplesAndExitCodes(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString())
        .contains("Usage: waystone " + command)
        .contains("Examples:\n  waystone " + command)
        .containsPattern("(?m)^Exit codes: 0 ")
        .contains("2 wrong usage.");
    assertThat(out.toString().lines().filter(line -> line.length() > 100)).isEmpty();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theCommandListsThemTheDemoFirst() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString().lines().filter(line -> line.matches("  [a-z]+  .*")))
        .extracting(line -> line.strip().replaceAll(" .*", ""))
        .containsExactly("demo", "serve", "bootstrap", "translate");
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(run("demo", "--twice")).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains("Unknown option: '--twice'");
  }

  @Test
  void keysAndIssuerOfTokensGoTogether() {
    String[] serve = {"serve", "-f", temp.toString(), "--token-issuer", "https://issuer"};
    assertThat(run(serve)).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains("Missing option '--token-jwks'");
    assertThat(run("serve", "-f", temp.toString(), "--token-jwks", "jwks.json"))
        .isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains("Missing option '--token-issuer'");
    assertThat(run("serve", "-f", temp.toString(), "--node-proxy", "ztunnel"))
        .isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains("\"ztunnel\" is not NAMESPACE/SERVICEACCOUNT");
  }

  @Test
  void ztunnelsAreNotServedWithoutTheKeysOfTheirTokens() {
    assertThat(run("serve", "-f", temp.toString(), "--ztunnel")).isEqualTo(Main.USAGE);
    assertThat(err.toString())
        .contains(
            "Missing option '--token-jwks'",
            "--ztunnel",
            "--token-jwks FILE --token-issuer ISSUER");
  }

  @Test
  void keysOfTokensThatCannotBeReadEndTheStart() {
    String keys = temp.resolve("jwks.json").toString();
    String state = temp.resolve("state").toString();
    int code =
        run(
            "serve",
            "-f",
            temp.toString(),
            "--state",
            state,
            "--token-jwks",
            keys,
            "--token-issuer",
            "https://issuer");
    assertThat(code).isEqualTo(Main.FAILED);
    assertThat(err.toString()).startsWith("waystone: " + keys + " cannot be read");
  }

  @Test
  void aDemoInAFolderInUseSaysSo() throws Exception {
    Files.writeString(temp.resolve("mine.txt"), "mine");
    Path envoy = temp.resolve("envoy");
    Files.writeString(
        envoy, "#!/bin/sh\necho 'envoy  version: 1/1.40.0/Clean/RELEASE/BoringSSL'\n");
    assertThat(envoy.toFile().setExecutable(true)).isTrue();
    int code = run("demo", "--once", "--envoy", envoy.toString(), "--folder", temp.toString());
    assertThat(code).isEqualTo(Main.FAILED);
    assertThat(err.toString()).startsWith("waystone: " + temp + " is not empty");
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
