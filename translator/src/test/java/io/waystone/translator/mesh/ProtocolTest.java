package io.waystone.translator.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a port speaks (istiod: ConvertProtocol). */
class ProtocolTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // transport | appProtocol | name | number | protocol
        "TCP  | ''                 | http            | 9080  | HTTP",
        "TCP  | ''                 | http-web        | 9080  | HTTP",
        "TCP  | ''                 | HTTP-Web        | 9080  | HTTP",
        "TCP  | ''                 | httpx           | 9080  | DETECTED",
        "TCP  | ''                 | http2           | 9080  | HTTP2",
        "TCP  | ''                 | http2-web       | 9080  | HTTP2",
        "TCP  | ''                 | grpc            | 9080  | HTTP2",
        "TCP  | ''                 | grpc-web        | 9080  | HTTP2",
        "TCP  | ''                 | grpc-web-x      | 9080  | HTTP2",
        "TCP  | ''                 | https           | 443   | TCP",
        "TCP  | ''                 | tls-db          | 443   | TCP",
        "TCP  | ''                 | tcp-http        | 9080  | TCP",
        "TCP  | ''                 | mongo           | 9080  | TCP",
        "TCP  | ''                 | redis           | 6379  | TCP",
        "TCP  | ''                 | mysql           | 9080  | TCP",
        "TCP  | ''                 | udp             | 9080  | UNSUPPORTED",
        "TCP  | ''                 | ''              | 9080  | DETECTED",
        "TCP  | ''                 | metrics         | 9080  | DETECTED",
        // appProtocol goes before the name
        "TCP  | http               | tcp-web         | 9080  | HTTP",
        "TCP  | tcp                | http-web        | 9080  | TCP",
        "TCP  | HTTP2              | ''              | 9080  | HTTP2",
        "TCP  | kubernetes.io/h2c  | ''              | 9080  | HTTP2",
        "TCP  | kubernetes.io/ws   | ''              | 9080  | HTTP",
        "TCP  | kubernetes.io/wss  | ''              | 9080  | TCP",
        "TCP  | example.com/own    | http            | 9080  | DETECTED",
        // on the ports of servers that speak first, nothing can be detected
        "TCP  | ''                 | ''              | 25    | TCP",
        "TCP  | ''                 | ''              | 53    | TCP",
        "TCP  | ''                 | db              | 3306  | TCP",
        "TCP  | ''                 | db              | 27017 | TCP",
        "TCP  | ''                 | http            | 3306  | HTTP",
        "UDP  | ''                 | http            | 9080  | UNSUPPORTED",
        "SCTP | http               | ''              | 9080  | UNSUPPORTED",
      })
  void isWhatIsWritten(
      String transport, String appProtocol, String name, int number, Protocol expected) {
    assertThat(Protocol.of(transport, appProtocol, name, number)).isEqualTo(expected);
  }

  @Test
  void whatIsDetectedMayBeBoth() {
    assertThat(Protocol.values())
        .filteredOn(p -> p.mayBeHttp() && p.mayBeTcp())
        .containsExactly(Protocol.DETECTED);
    assertThat(Protocol.values())
        .filteredOn(p -> !p.mayBeHttp() && !p.mayBeTcp())
        .containsExactly(Protocol.UNSUPPORTED);
  }

  /** The same number by TCP and UDP is two ports of a Service; a waypoint has the TCP one. */
  @Test
  void aUdpPortIsNoPortOfAWaypoint() {
    MeshFixture mesh =
        MeshFixture.of(
            Objects.waypoint("default", "wp"),
            Objects.captured(
                "default",
                "dns",
                "wp",
                "10.0.0.1",
                "name: dns, port: 53, protocol: UDP",
                "name: dns-tcp, port: 53",
                "name: only-udp, port: 54, protocol: UDP"));
    assertThat(mesh.ports()).containsExactly("default/wp dns.default.svc.cluster.local:53 TCP");
    assertThat(mesh.doors())
        .containsExactly("default/wp 10.0.0.1:53 -> dns.default.svc.cluster.local:53");
  }
}
