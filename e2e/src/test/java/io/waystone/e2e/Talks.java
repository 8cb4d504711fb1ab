package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.Received;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.time.Duration;

/** What clients say in tunnels, and what must come of it. */
final class Talks {

  /** How long anything may take. */
  static final Duration LIMIT = Duration.ofSeconds(20);

  private Talks() {}

  /** The status of a GET in a tunnel of its own. */
  static int get(HboneClient client, String authority) throws IOException {
    return status(client, authority, "GET");
  }

  /** The status of a request in a tunnel of its own. */
  static int status(HboneClient client, String authority, String method) throws IOException {
    return HttpTunnel.once(client, Connect.to(authority), HttpCall.of(method, authority, "/"))
        .status();
  }

  /** What the CONNECT is answered with. */
  static int connect(HboneClient client, String authority) throws IOException {
    try (Tunnel tunnel = client.open(Connect.to(authority))) {
      return tunnel.status();
    }
  }

  /** All that arrives until the other side ends the tunnel, in whatever way. */
  static String everything(Tunnel tunnel, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    ByteString all = ByteString.EMPTY;
    while (true) {
      switch (tunnel.read(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        case Received.Data data -> all = all.concat(data.bytes());
        case Received.End _, Received.Reset _ -> {
          return all.toStringUtf8();
        }
      }
    }
  }

  /**
   * Nothing arrives of what is behind the waypoint. Where the refusal is decided before the CONNECT
   * is answered, that is 503 with a text of Envoy's own; else the tunnel ends without a byte.
   */
  static void refused(Tunnel tunnel) throws IOException {
    String heard = everything(tunnel, LIMIT);
    switch (tunnel.status()) {
      case 200 -> assertThat(heard).isEmpty();
      default -> {
        assertThat(tunnel.status()).isEqualTo(503);
        assertThat(heard).startsWith("upstream connect error or disconnect/reset before headers");
      }
    }
  }

  /** An echo gives the words back. */
  static void echoes(Tunnel tunnel, String words) throws IOException {
    tunnel.write(words);
    assertThat(tunnel.readText(words.length(), LIMIT)).isEqualTo(words);
  }

  /** Whether an echo answers; if not, the client is {@link #refused}. */
  static boolean echoes(HboneClient client, Connect connect) throws IOException {
    String words = "hello, echo\n";
    try (Tunnel tunnel = client.open(connect)) {
      if (tunnel.status() == 200 && wrote(tunnel, words)) {
        return switch (tunnel.read(LIMIT)) {
          case Received.Data data -> {
            int more = words.length() - data.bytes().size();
            String rest = more > 0 ? tunnel.readText(more, LIMIT) : "";
            assertThat(data.bytes().toStringUtf8() + rest).isEqualTo(words);
            yield true;
          }
          case Received.End _, Received.Reset _ -> false;
        };
      }
      refused(tunnel);
      return false;
    }
  }

  /** Whether the tunnel was still open. */
  private static boolean wrote(Tunnel tunnel, String words) {
    try {
      tunnel.write(words);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
