package io.waystone.server.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HttpCodecTest {

  private static final HttpCall GET = HttpCall.get("reviews:9080", "/a?b").with("x-one", "1");

  @Test
  void aRequestIsWrittenAsSpecified() {
    try (HttpCodec codec = new HttpCodec()) {
      assertThat(codec.encode(GET).toStringUtf8())
          .isEqualTo("GET /a?b HTTP/1.1\r\nhost: reviews:9080\r\nx-one: 1\r\n\r\n");
      assertThat(codec.encode(HttpCall.post("h", "/", "é")).toStringUtf8())
          .isEqualTo("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\n\r\né");
    }
  }

  @Test
  void severalResponsesComeOnOneConnection() throws IOException {
    try (HttpCodec codec = new HttpCodec()) {
      codec.encode(GET);
      assertThat(decode(codec, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel")).isEmpty();
      assertThat(decode(codec, "lo"))
          .contains(new HttpReply(200, List.of(new Header("content-length", "5")), "hello"));
      codec.encode(GET);
      assertThat(decode(codec, "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"))
          .map(HttpReply::status)
          .contains(403);
    }
  }

  @Test
  void chunksMakeABody() throws IOException {
    try (HttpCodec codec = new HttpCodec()) {
      codec.encode(GET);
      assertThat(decode(codec, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel"))
          .isEmpty();
      assertThat(decode(codec, "\r\n2\r\nlo\r\n0\r\n\r\n")).map(HttpReply::body).contains("hello");
    }
  }

  @Test
  void aBodyWithoutLengthEndsWithTheConnection() throws IOException {
    try (HttpCodec codec = new HttpCodec()) {
      codec.encode(GET);
      assertThat(decode(codec, "HTTP/1.1 200 OK\r\n\r\nhello")).isEmpty();
      assertThat(codec.end().body()).isEqualTo("hello");
    }
  }

  @Test
  void aConnectionThatEndsTooEarlyGivesNoResponse() throws IOException {
    try (HttpCodec codec = new HttpCodec()) {
      codec.encode(GET);
      assertThat(decode(codec, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel")).isEmpty();
      assertThatThrownBy(codec::end)
          .isInstanceOf(IOException.class)
          .hasMessage("the connection ended before the response did");
    }
  }

  @Test
  void aResponseMayBeGivenUp() throws IOException {
    HttpCodec codec = new HttpCodec();
    codec.encode(GET);
    assertThat(decode(codec, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel")).isEmpty();
    assertThatCode(codec::close).doesNotThrowAnyException();
  }

  @Test
  void whatIsNotHttpIsAnError() {
    try (HttpCodec codec = new HttpCodec()) {
      codec.encode(GET);
      assertThatThrownBy(() -> decode(codec, "220 hello from a mail server\r\n\r\n"))
          .isInstanceOf(IOException.class)
          .hasMessage("not an HTTP response");
    }
  }

  private static Optional<HttpReply> decode(HttpCodec codec, String text) throws IOException {
    return codec.decode(ByteString.copyFromUtf8(text));
  }
}
