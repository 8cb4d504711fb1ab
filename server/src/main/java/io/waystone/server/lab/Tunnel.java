package io.waystone.server.lab;

import com.google.protobuf.ByteString;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * An answered CONNECT: bytes both ways, each of which ends by itself. One thread may write while
 * another reads.
 */
public final class Tunnel implements AutoCloseable {

  private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);

  private final String authority;
  private final Http2StreamChannel stream;
  private final TunnelEvents events;
  private final Http2Headers response;

  Tunnel(String authority, Http2StreamChannel stream, TunnelEvents events, Http2Headers response) {
    this.authority = authority;
    this.stream = stream;
    this.events = events;
    this.response = response;
  }

  /** The status that the CONNECT was answered with; 200 is an open tunnel. */
  public int status() {
    return Integer.parseInt(response.status().toString());
  }

  /** The other headers of that answer. */
  public List<Header> headers() {
    return StreamSupport.stream(response.spliterator(), false)
        .map(entry -> new Header(entry.getKey().toString(), entry.getValue().toString()))
        .filter(header -> !header.name().startsWith(":"))
        .toList();
  }

  /**
   * Sends bytes and waits until they are on the wire, which flow control may delay.
   *
   * @throws IOException when the tunnel is gone, or nothing moves for 10 s
   */
  public void write(ByteString bytes) throws IOException {
    send(bytes, false);
  }

  /** Sends text as UTF-8, as {@link #write(ByteString)} does. */
  public void write(String text) throws IOException {
    write(ByteString.copyFromUtf8(text));
  }

  /** Ends this side's bytes and leaves the other side's open: a half-closed tunnel. */
  public void finish() throws IOException {
    send(ByteString.EMPTY, true);
  }

  private void send(ByteString bytes, boolean last) throws IOException {
    EventLoops.await(
        stream.writeAndFlush(
            new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes.asReadOnlyByteBuffer()), last)),
        WRITE_LIMIT,
        "writing to the tunnel to " + authority);
  }

  /**
   * What arrives next.
   *
   * @throws java.net.SocketTimeoutException when nothing does within the limit
   */
  public Received read(Duration limit) throws IOException {
    return events.take(stream, limit, "reading from the tunnel to " + authority);
  }

  /**
   * Reads until this many bytes have arrived, or the other side has finished.
   *
   * @param limit for the whole
   * @throws IOException when the tunnel is reset, or the limit passes
   */
  public ByteString readAtMost(int bytes, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    ByteString all = ByteString.EMPTY;
    while (all.size() < bytes) {
      switch (read(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
        case Received.Data data -> all = all.concat(data.bytes());
        case Received.End _ -> {
          return all;
        }
        case Received.Reset reset ->
            throw new IOException(
                "tunnel to %s: %s, after %d bytes"
                    .formatted(authority, reset.reason(), all.size()));
      }
    }
    return all;
  }

  /** Text of this many bytes, read as {@link #readAtMost} does. */
  public String readText(int bytes, Duration limit) throws IOException {
    return readAtMost(bytes, limit).toStringUtf8();
  }

  /** Whether the stream is open in at least one direction. */
  public boolean open() {
    return stream.isActive();
  }

  /** Gives up what is still open of it, with RST_STREAM. */
  @Override
  public void close() {
    ChannelFuture _ = stream.close().awaitUninterruptibly();
  }
}
