package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

  @ParameterizedTest
  @ValueSource(strings = {"localhost:15010", "127.0.0.10:15008", "[::1]:1", "a.b-c.svc:65535"})
  void isReadAsItIsWritten(String text) {
    assertThat(HostPort.parse(text)).hasToString(text);
  }

  @Test
  void theHostOfAnIpv6AddressHasNoBrackets() {
    assertThat(HostPort.parse("[2001:db8::7]:80")).isEqualTo(new HostPort("2001:db8::7", 80));
  }

  @Test
  void onlyALoopbackAddressIsLoopback() {
    assertThat(HostPort.parse("127.0.0.10:1").isLoopback()).isTrue();
    assertThat(HostPort.parse("[::1]:1").isLoopback()).isTrue();
    assertThat(HostPort.parse("0.0.0.0:1").isLoopback()).isFalse();
    assertThat(HostPort.parse("localhost:1").isLoopback()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "a",
        "a:",
        "a:0",
        "a:65536",
        "a:+1",
        "a:999999",
        "::1:80",
        "[::1]",
        "[a]:80",
        "[fe80::1%lo]:80",
        "a b:80",
        "a\n:80",
        "http://a:80"
      })
  void anotherFormIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(text));
  }
}
