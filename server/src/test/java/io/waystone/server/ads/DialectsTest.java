package io.waystone.server.ads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.waystone.translator.envoy.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectsTest {

  @Test
  void nodeWithoutMetadataIsStandard() {
    assertThat(Dialects.of(Node.getDefaultInstance())).isEqualTo(Dialect.STANDARD);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.10:15008, 127.0.0.10, 15008",
    "[fd00:0:0::0005]:15009, fd00::5, 15009",
    "[::ffff:10.0.0.1]:1, 10.0.0.1, 1"
  })
  void addressIsCanonical(String bind, String address, int port) {
    assertThat(Dialects.of(node(bind))).isEqualTo(new Dialect(address, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.0.0.10",
        "127.0.0.10:",
        "127.0.0.10:0",
        "127.0.0.10:65536",
        "127.1:15008",
        "localhost:15008",
        "fd00::5:15008",
        "[fe80::1%eth0]:15008",
        "[127.0.0.1",
        " 127.0.0.1:1"
      })
  void anythingElseIsRefused(String bind) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dialects.of(node(bind)))
        .withMessageContaining("\"" + bind + "\"");
  }

  private static Node node(String bind) {
    return Node.newBuilder()
        .setMetadata(
            Struct.newBuilder()
                .putFields(Dialects.BIND, Value.newBuilder().setStringValue(bind).build()))
        .build();
  }
}
