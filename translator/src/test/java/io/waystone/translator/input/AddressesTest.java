package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  @ParameterizedTest
  @CsvSource({
    "10.96.0.12, 10.96.0.12",
    "FD00:0:0:0:0:0:0:5, fd00::5",
    "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "::ffff:10.0.0.1, 10.0.0.1",
    "::ffff:a00:1, 10.0.0.1",
    "::, ::",
  })
  void spellsAnAddressInOneWay(String text, String canonical) {
    assertThat(Addresses.canonical(text)).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "example.com",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "10.0.0.1 ",
        "[fd00::5]",
        "fe80::1%eth0",
        "fe80::1%1",
        "1:2:3",
        "10.0.0.1/32",
        "１０.0.0.1",
        "0x0a000001"
      })
  void takesNothingElse(String text) {
    assertThat(Addresses.canonical(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.0.0.0/8",
    "10.1.2.3, 10.1.2.3/32",
    "10.1.2.3/32, 10.1.2.3/32",
    "10.1.2.255/25, 10.1.2.128/25",
    "1.2.3.4/0, 0.0.0.0/0",
    "fd00::5, fd00::5/128",
    "fd00:1:2:3::5/48, fd00:1:2::/48",
    "::/0, ::/0",
    "::ffff:10.1.2.3/104, 10.0.0.0/8",
  })
  void masksARange(String text, String canonical) {
    assertThat(Addresses.cidr(text).map(Cidr::toString)).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "/8",
        "fd00::/129",
        "::ffff:10.0.0.0/8",
        "10.0.0.0/+8",
        "host/8"
      })
  void takesNoOtherRange(String text) {
    assertThat(Addresses.cidr(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, ::ffff:10.1.1.1, true",
    "10.0.0.0/8, fd00::1, false",
    "0.0.0.0/0, fd00::1, false",
    "::/0, 10.0.0.1, false",
    "fd00::/9, fd7f::1, true",
    "fd00::/9, fd80::1, false",
    "10.0.0.0/8, nonsense, false",
  })
  void knowsWhatIsInARange(String range, String ip, boolean contained) {
    assertThat(Addresses.cidr(range).orElseThrow().contains(ip)).isEqualTo(contained);
  }

  @Test
  void knowsTheFamily() {
    assertThat(Addresses.isIpv6("fd00::5")).isTrue();
    assertThat(Addresses.isIpv6("10.0.0.1")).isFalse();
  }
}
