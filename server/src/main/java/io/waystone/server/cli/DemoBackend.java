package io.waystone.server.cli;

import io.waystone.server.lab.Backend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** The backends of the demo, where the EndpointSlices of its copy of the example have them. */
enum DemoBackend {
  V1("reviews-v1", "10.244.20.11", "127.0.20.11"),
  V2("reviews-v2", "10.244.20.12", "127.0.20.12");

  private static final int PORT = 9080;

  private final String service;
  private final String written;
  private final String address;

  DemoBackend(String service, String written, String address) {
    this.service = service;
    this.written = written;
    this.address = address;
  }

  /** A text of the example, with the backends' addresses on this machine. */
  static String here(String text) {
    String here = text;
    for (DemoBackend backend : values()) {
      here = here.replace(backend.written, backend.address);
    }
    return here;
  }

  /** Its service, and its name in its answers. */
  String service() {
    return service;
  }

  InetAddress address() {
    return InetAddress.ofLiteral(address);
  }

  /** {@code address:port}. */
  String endpoint() {
    return address + ":" + PORT;
  }

  /** The service of an endpoint; the endpoint itself where it is none of these. */
  static String nameOf(String endpoint) {
    return Arrays.stream(values())
        .filter(backend -> backend.endpoint().equals(endpoint))
        .map(DemoBackend::service)
        .findFirst()
        .orElse(endpoint);
  }

  Backend start() throws IOException {
    try {
      return new Backend(service, new InetSocketAddress(address(), PORT));
    } catch (IOException e) {
      throw new IOException(
          "the backend %s must be at %s, as the example's EndpointSlices say, and cannot: %s. Is another demo running? (macOS: sudo ifconfig lo0 alias %s)"
              .formatted(service, endpoint(), e.getMessage(), address),
          e);
    }
  }
}
