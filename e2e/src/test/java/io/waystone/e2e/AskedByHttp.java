package io.waystone.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A provider that is asked by requests: it lets in who has the token {@code good}. */
final class AskedByHttp implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile List<String> last = List.of();

  AskedByHttp(InetAddress address) throws IOException {
    server = HttpServer.create(new InetSocketAddress(address, 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  /** The last question: its first line, its headers in lower case, its body. */
  List<String> last() {
    return last;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      List<String> seen = new ArrayList<>();
      seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      exchange
          .getRequestHeaders()
          .forEach((name, values) ->
              values.forEach(value ->
                  seen.add(com.google.common.base.Ascii.toLowerCase(name) + ": " + value)));
      byte[] body = exchange.getRequestBody().readAllBytes();
      seen.add("body: " + new String(body, StandardCharsets.UTF_8));
      last = List.copyOf(seen);
      boolean good = seen.contains("x-token: good");
      exchange
          .getResponseHeaders()
          .add(good ? "x-user" : "x-why", good ? "somebody" : "no good token");
      exchange.sendResponseHeaders(good ? 200 : 401, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
