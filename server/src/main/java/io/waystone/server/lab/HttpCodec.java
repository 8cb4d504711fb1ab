package io.waystone.server.lab;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * HTTP/1.1 as bytes, for a client. Netty's codec does the work, on a channel without a socket. Like
 * the connection that it stands for, it is done once {@link #end()} was called.
 */
final class HttpCodec implements AutoCloseable {

  private static final int MOST_BODY = 64 << 20;
  // RFC 9110, section 8.6: these have a length even where they have no body.
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private static final String EARLY_END = "the connection ended before the response did";

  private final EmbeddedChannel channel =
      new EmbeddedChannel(new HttpClientCodec(), new HttpObjectAggregator(MOST_BODY));

  /** The request's bytes. */
  ByteString encode(HttpCall call) {
    channel.writeOutbound(request(call));
    ByteString all = ByteString.EMPTY;
    ByteBuf part = channel.readOutbound();
    while (part != null) {
      all = all.concat(ByteString.copyFrom(part.nioBuffer()));
      part.release();
      part = channel.readOutbound();
    }
    return all;
  }

  /** The request as Netty's codecs, also those of HTTP/2, take it. */
  static FullHttpRequest request(HttpCall call) {
    ByteBuf body = Unpooled.copiedBuffer(call.body(), StandardCharsets.UTF_8);
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(call.method()), call.path(), body);
    request.headers().set(HttpHeaderNames.HOST, call.host());
    call.headers().forEach(header -> request.headers().add(header.name(), header.value()));
    if (body.isReadable() || WITH_BODY.contains(call.method())) {
      request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    }
    return request;
  }

  /**
   * Takes bytes of the response, and gives it once it is whole.
   *
   * @throws IOException when they are not HTTP
   */
  Optional<HttpReply> decode(ByteString bytes) throws IOException {
    try {
      channel.writeInbound(Unpooled.wrappedBuffer(bytes.asReadOnlyByteBuffer()));
    } catch (CodecException e) {
      throw notHttp(e);
    }
    return next();
  }

  /**
   * The response that the end of the connection makes whole: one without length or chunks.
   *
   * @throws IOException when that is not how this one ends
   */
  HttpReply end() throws IOException {
    try {
      channel.finish();
    } catch (CodecException e) {
      throw new IOException(EARLY_END, e);
    }
    return next().orElseThrow(() -> new IOException(EARLY_END));
  }

  private Optional<HttpReply> next() throws IOException {
    FullHttpResponse response = channel.readInbound();
    if (response == null) {
      return Optional.empty();
    }
    try {
      if (response.decoderResult().isFailure()) {
        throw notHttp(response.decoderResult().cause());
      }
      return Optional.of(reply(response));
    } finally {
      response.release();
    }
  }

  /** The response as Netty's codecs, also those of HTTP/2, give it. */
  static HttpReply reply(FullHttpResponse response) {
    return new HttpReply(
        response.status().code(),
        response.headers().entries().stream()
            .map(entry -> new Header(entry.getKey(), entry.getValue()))
            .toList(),
        response.content().toString(StandardCharsets.UTF_8));
  }

  private static IOException notHttp(Throwable cause) {
    return new IOException("not an HTTP response", cause);
  }

  /** Drops what has arrived of a response. */
  @Override
  public void close() {
    try {
      channel.finishAndReleaseAll();
    } catch (CodecException e) {
      // Half a response: whoever waited for the other half has heard of it.
      channel.releaseInbound();
    }
  }
}
