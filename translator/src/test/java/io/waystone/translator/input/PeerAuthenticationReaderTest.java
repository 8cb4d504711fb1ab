package io.waystone.translator.input;

import static io.waystone.translator.input.Reading.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.PeerAuthentication.Mode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerAuthenticationReaderTest {

  private static final String HEAD =
      """
      apiVersion: security.istio.io/v1
      kind: PeerAuthentication
      metadata: {name: p, namespace: shop}
      """;

  @Test
  void withASelectorAndPorts() {
    PeerAuthentication read =
        Reading.good(
            PeerAuthentication.class,
            HEAD
                + """
                spec:
                  selector: {matchLabels: {app: web}}
                  mtls: {mode: STRICT}
                  portLevelMtls:
                    8080: {mode: PERMISSIVE}
                    "9090": {mode: DISABLE}
                    1: {}
                """);
    assertThat(read)
        .isEqualTo(
            new PeerAuthentication(
                read.meta(),
                Optional.of(new WorkloadSelector(Map.of("app", "web"))),
                Mode.STRICT,
                new TreeMap<>(Map.of(8080, Mode.PERMISSIVE, 9090, Mode.DISABLE, 1, Mode.UNSET)),
                false));
    assertThat(read.ofWorkloads()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                            | UNSET",
        "'spec: {}'                                    | UNSET",
        "'spec: {mtls: {}}'                            | UNSET",
        "'spec: {mtls: {mode: UNSET}}'                 | UNSET",
        "'spec: {mtls: {mode: PERMISSIVE}}'            | PERMISSIVE",
        "'spec: {selector: {}, mtls: {mode: DISABLE}}' | DISABLE",
      })
  void ofANamespace(String spec, Mode mode) {
    PeerAuthentication read = Reading.good(PeerAuthentication.class, HEAD + spec);
    assertThat(read.mode()).isEqualTo(mode);
    assertThat(read.ofWorkloads()).isFalse();
  }

  /** Closed: mutual TLS only, for what it selects or for more. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{mtls: {mode: LAX}}                                     | all     | WS0008 spec.mtls.mode",
        "{mtls: strict}                                          | all     | WS0006 spec.mtls",
        "{mtls: {mod: STRICT}}                                   | all     | WS0005 spec.mtls.mod",
        "{selector: {matchLabels: {a: b}}, mode: PERMISSIVE}     | {a=b}   | WS0005 spec.mode",
        "{selector: {matchLabels: {a: 5}}}                       | {}      | WS0006"
            + " spec.selector.matchLabels.a",
        "{selector: {labels: {a: b}}}                            | {}      | WS0005"
            + " spec.selector.labels",
        "{selector: 5}                                           | all     | WS0006 spec.selector",
        "{portLevelMtls: {80: {mode: PERMISSIVE}}}               | all     | WS0008"
            + " spec.portLevelMtls",
        "{selector: {matchLabels: {a: b}}, portLevelMtls: {web: {mode: STRICT}}} | {a=b} | WS0008"
            + " spec.portLevelMtls.web",
        "{selector: {matchLabels: {a: b}}, portLevelMtls: {080: {mode: STRICT}}} | {a=b} | WS0008"
            + " spec.portLevelMtls.080",
        "{selector: {matchLabels: {a: b}}, portLevelMtls: {65536: {}}}           | {a=b} | WS0008"
            + " spec.portLevelMtls.65536",
        "{selector: {matchLabels: {a: b}}, portLevelMtls: {80: {mode: x}}}       | {a=b} | WS0008"
            + " spec.portLevelMtls.80.mode",
      })
  void unreadableIsStrict(String spec, String selected, String expected) {
    ReadResult result = Reading.one(HEAD + "spec: " + spec + "\n");
    assertThat(found(result)).contains("4 " + expected, "1 WS0231");
    PeerAuthentication read = Reading.object(PeerAuthentication.class, result);
    assertThat(read.unreadable()).isTrue();
    assertThat(read.mode()).isEqualTo(Mode.STRICT);
    assertThat(read.ports()).isEmpty();
    assertThat(read.selector().map(s -> s.labels().toString()).orElse("all")).isEqualTo(selected);
  }

  @Test
  void anUnknownVersionIsStrict() {
    ReadResult result = Reading.one(HEAD.replace("istio.io/v1", "istio.io/v2"));
    assertThat(found(result)).containsExactly("1 WS0009 apiVersion", "1 WS0231");
    assertThat(Reading.object(PeerAuthentication.class, result).mode()).isEqualTo(Mode.STRICT);
  }

  /** Whatever stands in its place: without a spec that can be read it is strict. */
  @Test
  void noSpecThatCanBeRead() {
    for (String spec : new String[] {"spec: 5", "spec: []", "specs: {}"}) {
      ReadResult result = Reading.one(HEAD + spec);
      assertThat(Reading.object(PeerAuthentication.class, result).mode()).isEqualTo(Mode.STRICT);
    }
  }
}
