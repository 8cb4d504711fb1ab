package io.waystone.server.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket of text, without TLS, by way of HTTP/1.1. For one thread. */
public final class WebSocketClient implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** What arrives: a text, or the end. */
  private sealed interface Heard {}

  private record Text(String text) implements Heard {}

  private record End(String why) implements Heard {}

  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;

  private WebSocketClient(URI uri) throws IOException {
    CompletableFuture<WebSocket> opening =
        http.newWebSocketBuilder().buildAsync(uri, new Listener());
    try {
      socket = Waiting.on(opening, LIMIT, "opening " + uri);
    } catch (IOException e) {
      http.shutdownNow();
      throw e;
    }
  }

  /**
   * Connects and shakes hands.
   *
   * @param path path and query
   * @throws IOException when it is not taken; its cause is a {@link
   *     java.net.http.WebSocketHandshakeException} when there was another answer
   */
  public static WebSocketClient open(InetSocketAddress address, String path) throws IOException {
    return new WebSocketClient(
        URI.create(
            "ws://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path));
  }

  /** Sends a text. */
  public void send(String text) throws IOException {
    WebSocket _ = Waiting.on(socket.sendText(text, true), LIMIT, "sending a text");
  }

  /**
   * The next text.
   *
   * @throws IOException when the socket ends instead
   * @throws java.net.SocketTimeoutException when nothing comes within the limit
   */
  public String receive(Duration limit) throws IOException {
    String what = "waiting for a text";
    try {
      return switch (heard.poll(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        case null -> throw Waiting.timedOut(what, limit);
        case Text text -> text.text();
        case End end -> throw new IOException("the socket has ended: " + end.why());
      };
    } catch (InterruptedException e) {
      throw Waiting.interrupted(what, e);
    }
  }

  /** Ends it without a farewell. */
  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
    http.close();
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder parts = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      parts.append(text);
      if (last) {
        heard.add(new Text(parts.toString()));
        parts.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      heard.add(new End("closed with " + status + " " + reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      heard.add(new End(String.valueOf(error)));
    }
  }
}
