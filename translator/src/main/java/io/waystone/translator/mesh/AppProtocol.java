package io.waystone.translator.mesh;

import com.google.common.base.Ascii;
import io.waystone.translator.input.ServicePort;

/** What a port speaks, as far as it is said; nothing is guessed of what is not. */
public enum AppProtocol {
  UNKNOWN,
  HTTP11,
  HTTP2,
  GRPC,
  TCP,
  /** Bytes in TLS, HTTPS among them. */
  TLS;

  /** istiod: {@code appProtocol} if written, else the name up to the first {@code -}. */
  static AppProtocol of(ServicePort port) {
    boolean named = port.appProtocol().isEmpty();
    String text = Ascii.toLowerCase(named ? port.name() : port.appProtocol());
    if (text.startsWith("grpc-web")) {
      return UNKNOWN;
    }
    int dash = text.indexOf('-');
    return switch (dash < 0 ? text : text.substring(0, dash)) {
      case "http", "kubernetes.io/ws" -> HTTP11;
      case "http2", "kubernetes.io/h2c" -> HTTP2;
      case "grpc" -> GRPC;
      case "tcp" -> TCP;
      case "tls", "https", "kubernetes.io/wss" -> TLS;
      default -> UNKNOWN;
    };
  }
}
