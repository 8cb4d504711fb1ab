package io.waystone.translator.mesh;

import com.google.common.base.Ascii;
import java.util.Set;

/** What a service port speaks. */
public enum Protocol {
  /** HTTP/1.1; HTTP/2 is taken too. */
  HTTP,
  /** HTTP/2 towards the backend: http2, grpc. */
  HTTP2,
  /** Bytes. */
  TCP,
  /** Not said: found out for each connection. */
  DETECTED,
  /** UDP, SCTP: not for a waypoint. */
  UNSUPPORTED;

  /** Ports on which the server speaks first, so that nothing can be detected (istiod). */
  private static final Set<Integer> SERVER_FIRST = Set.of(25, 53, 3306, 27017);

  /**
   * What a port speaks: {@code appProtocol} if written, else the name up to the first {@code -}
   * (istiod: ConvertProtocol; names of any case, {@code grpc-web} whole).
   */
  static Protocol of(String transport, String appProtocol, String name, int number) {
    if (!transport.equals("TCP")) {
      return UNSUPPORTED;
    }
    return switch (word(appProtocol.isEmpty() ? name : appProtocol)) {
      case "http", "http_proxy", "kubernetes.io/ws" -> HTTP;
      case "http2", "grpc", "grpc-web", "kubernetes.io/h2c" -> HTTP2;
      case "tcp", "tls", "https", "mongo", "redis", "mysql", "kubernetes.io/wss" -> TCP;
      case "udp" -> UNSUPPORTED;
      default -> SERVER_FIRST.contains(number) ? TCP : DETECTED;
    };
  }

  private static String word(String text) {
    String lower = Ascii.toLowerCase(text);
    if (lower.startsWith("grpc-web") || lower.startsWith("kubernetes.io/")) {
      return lower.startsWith("grpc-web") ? "grpc-web" : lower;
    }
    int dash = lower.indexOf('-');
    return dash < 0 ? lower : lower.substring(0, dash);
  }

  /** Whether its requests can be seen: always, or when they are found to be HTTP. */
  public boolean mayBeHttp() {
    return this == HTTP || this == HTTP2 || this == DETECTED;
  }

  /** Whether its connections may have to be taken as bytes. */
  public boolean mayBeTcp() {
    return this == TCP || this == DETECTED;
  }
}
