package io.waystone.server.lab;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;

/** The admin interface of a running Envoy. Paths begin with a slash and may hold a query. */
public final class EnvoyAdmin implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final URI base;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /** Takes what Envoy wrote for {@code --admin-address-path}: address and port. */
  EnvoyAdmin(String authority) {
    base = URI.create("http://" + authority);
  }

  /**
   * The body that Envoy answers with.
   *
   * @throws IOException when the status is not 200, too
   */
  public String get(String path) throws IOException {
    return body(path, send(request(path).GET().build()));
  }

  /** As {@link #get}, for what changes something, like {@code /drain_listeners}. */
  public String post(String path) throws IOException {
    return body(path, send(request(path).POST(BodyPublishers.noBody()).build()));
  }

  /** A counter or gauge by its full name; empty while Envoy has none of that name. */
  public OptionalLong stat(String name) throws IOException {
    String pattern = "^" + name.replaceAll("([^A-Za-z0-9_])", "\\\\$1") + "$";
    String prefix = name + ": ";
    return get("/stats?filter=" + URLEncoder.encode(pattern, StandardCharsets.UTF_8))
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> Long.parseLong(line.substring(prefix.length()).strip()))
        .findFirst();
  }

  /** The configuration as JSON, endpoints included. */
  public String configDump() throws IOException {
    return get("/config_dump?include_eds");
  }

  /** Whether Envoy says that it serves: all listeners are up, the first configuration is in. */
  public boolean live() throws IOException {
    HttpResponse<String> ready = send(request("/ready").GET().build());
    return ready.statusCode() == 200 && ready.body().startsWith("LIVE");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw Waiting.interrupted("asking Envoy's admin interface", e);
    }
  }

  private static String body(String path, HttpResponse<String> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException(
          "Envoy's admin interface answered %s with %d: %s"
              .formatted(path, response.statusCode(), response.body().strip()));
    }
    return response.body();
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
