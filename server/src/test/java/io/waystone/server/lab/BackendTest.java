package io.waystone.server.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BackendTest {

  private static final InetSocketAddress ANYWHERE =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  @Test
  void answersWithItsNameAndWhatItSaw() throws Exception {
    try (Backend backend = new Backend("reviews-v1", ANYWHERE);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri(backend, "/a?b=c"))
              .header("x-one", "1: one")
              .POST(BodyPublishers.ofString("first\n\nsecond"))
              .build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("x-backend")).contains("reviews-v1");
      SeenRequest seen = SeenRequest.parse(response.body());
      assertThat(seen.backend()).isEqualTo("reviews-v1");
      assertThat(seen.method()).isEqualTo("POST");
      assertThat(seen.path()).isEqualTo("/a?b=c");
      assertThat(seen.header("X-One")).contains("1: one");
      assertThat(seen.body()).isEqualTo("first\n\nsecond");
      assertThat(backend.requests()).isEqualTo(1);
    }
  }

  @Test
  void answersWithTheStatusAndDelayAskedFor() throws Exception {
    try (Backend backend = new Backend("reviews-v1", ANYWHERE);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri(backend, "/"))
              .header("x-lab-status", "503")
              .header("x-lab-delay-ms", "200")
              .build();
      long start = System.nanoTime();
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(199));
    }
  }

  @Test
  void answersAClientThatHasFinished() throws IOException {
    try (Backend backend = new Backend("reviews-v1", ANYWHERE);
        Socket socket = connect(backend.address())) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      assertThat(rest(socket)).startsWith("HTTP/1.1 200 OK").contains("reviews-v1\nGET /\n");
    }
  }

  @Test
  void nothingIsLeftAfterClose() throws IOException {
    // Often: what was left open here once was so only every second time.
    for (int i = 0; i < 20; i++) {
      Backend backend = new Backend("reviews-v1", ANYWHERE);
      InetSocketAddress address = backend.address();
      try (Socket client = connect(address)) {
        await().until(() -> backend.connections() == 1);
        backend.close();
        assertThat(client.getInputStream().read()).as("end of the connection").isEqualTo(-1);
      }
      assertThatThrownBy(() -> connect(address)).isInstanceOf(IOException.class);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.isAlive() && thread.getName().equals("backend"));
  }

  @Test
  void anAddressInUseIsAnError() throws IOException {
    try (Backend backend = new Backend("reviews-v1", ANYWHERE)) {
      assertThatThrownBy(() -> new Backend("reviews-v2", backend.address()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("listening on " + backend.address());
    }
  }

  @Test
  void anEchoSendsBackAndFinishesWithTheClient() throws IOException {
    try (TcpBackend backend = new TcpBackend(new TcpTalk.Echo(), ANYWHERE);
        Socket socket = connect(backend.address())) {
      socket.getOutputStream().write("ping".getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      assertThat(rest(socket)).isEqualTo("ping");
      assertThat(backend.connections()).isEqualTo(1);
    }
  }

  @Test
  void aBannerComesUnasked() throws IOException {
    try (TcpBackend backend = new TcpBackend(new TcpTalk.Banner("220 hi\n"), ANYWHERE);
        Socket socket = connect(backend.address())) {
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(7), StandardCharsets.UTF_8)).isEqualTo("220 hi\n");
      socket.shutdownOutput();
      assertThat(rest(socket)).isEmpty();
    }
  }

  @Test
  void theLastWordComesAfterTheClientsEnd() throws IOException {
    TcpTalk talk = new TcpTalk.AfterEnd(Duration.ofMillis(100), "late");
    try (TcpBackend backend = new TcpBackend(talk, ANYWHERE);
        Socket socket = connect(backend.address())) {
      socket.getOutputStream().write("ignored".getBytes(StandardCharsets.UTF_8));
      await().until(() -> backend.connections() == 1);
      assertThat(socket.getInputStream().available()).isZero();
      socket.shutdownOutput();
      assertThat(rest(socket)).isEqualTo("late");
    }
  }

  private static URI uri(Backend backend, String path) {
    return URI.create("http://127.0.0.1:" + backend.address().getPort() + path);
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(5_000);
    return socket;
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
