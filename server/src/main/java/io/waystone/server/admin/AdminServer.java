package io.waystone.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port: health, dumps. It has no credential and shows what the whole mesh is, so it is
 * bound to a loopback address, and answers only requests that name one as their host: a web page
 * that makes a browser ask (DNS rebinding) gets nothing.
 */
public final class AdminServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Page> pages;

  /**
   * Starts.
   *
   * @param address a loopback address; port 0 for any free one
   * @param pages by path
   * @throws IllegalArgumentException if the address is not a loopback address
   * @throws IOException if it cannot be bound
   */
  public AdminServer(InetSocketAddress address, Map<String, Page> pages) throws IOException {
    if (address.getAddress() == null || !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          address
              + " is not a loopback address: whoever reaches the admin port sees the whole mesh");
    }
    this.pages = new TreeMap<>(pages);
    server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.bytes();
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (!namesLoopback(exchange.getRequestHeaders().getFirst("Host"))) {
      return Answer.text(403, "This port answers only to localhost and loopback addresses.");
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return Answer.text(405, "GET only.");
    }
    // A request line may name no path, as in "GET mailto:x".
    String path = exchange.getRequestURI().getPath();
    Page page = path == null ? null : pages.get(path);
    if (page == null) {
      return Answer.text(
          404, "There is no such page. There are: " + String.join(" ", pages.keySet()));
    }
    Map<String, String> parameters;
    try {
      parameters = parameters(exchange.getRequestURI().getRawQuery());
    } catch (IllegalArgumentException e) {
      return Answer.text(400, "The query cannot be decoded: " + e.getMessage());
    }
    try {
      return page.get(parameters);
    } catch (RuntimeException e) {
      LOG.error("{} failed", exchange.getRequestURI(), e);
      return Answer.text(500, "This page failed; the log says why.");
    }
  }

  private static boolean namesLoopback(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.replaceFirst(":[0-9]+$", "");
    return name.equals("localhost")
        || name.matches("127(\\.[0-9]{1,3}){3}")
        || name.equals("[::1]");
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        parameters.putIfAbsent(
            decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
