package io.waystone.server.lab;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend for HTTP/1.1, and for HTTP/2 with prior knowledge. It answers 200 with its name in
 * {@code x-backend}, the request's protocol in {@code x-protocol} ({@code HTTP/1.0}, {@code
 * HTTP/1.1}, {@code HTTP/2}), and what it saw as the body ({@link SeenRequest#text()}). A request
 * may ask for another status with the header {@code x-lab-status}, only until so many requests have
 * arrived with {@code x-lab-status-until}, and for a late answer with {@code x-lab-delay-ms}.
 */
public final class Backend implements AutoCloseable {

  private static final int MOST_BODY = 16 << 20;
  private static final int CHUNK = 8 << 10;

  private final String name;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Optional<SeenRequest> last = Optional.empty();
  private final LoopbackServer server;

  /**
   * Starts it.
   *
   * @param address where; port 0 takes a free one, see {@link #address()}
   */
  public Backend(String name, InetSocketAddress address) throws IOException {
    this.name = name;
    this.server =
        LoopbackServer.start(
            address, pipeline -> pipeline.addLast(new HttpVersions(this::http1, this::http2)));
  }

  private void http1(ChannelPipeline pipeline) {
    pipeline.addLast(
        new HttpServerCodec(HttpVersions.MOST_HEADERS, HttpVersions.MOST_HEADERS, CHUNK),
        new HttpServerKeepAliveHandler(),
        new HttpObjectAggregator(MOST_BODY),
        new Answer());
  }

  private void http2(ChannelPipeline stream) {
    stream.addLast(
        new Http2StreamFrameToHttpObjectCodec(true, false),
        new HttpObjectAggregator(MOST_BODY),
        new Answer());
  }

  /** Its name, as it answers. */
  public String name() {
    return name;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** How many requests have arrived. */
  public int requests() {
    return requests.get();
  }

  /** The request that arrived last; empty before the first. */
  public Optional<SeenRequest> lastRequest() {
    return last;
  }

  /** How many connections it has accepted. */
  public int connections() {
    return server.accepted();
  }

  /** Ends it with all its connections. */
  @Override
  public void close() {
    server.close();
  }

  private final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {

    private int unanswered;
    private boolean clientFinished;

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      last = Optional.of(seen(name, request));
      requests.incrementAndGet();
      unanswered++;
      FullHttpResponse response = response(request);
      response
          .headers()
          .set(
              "x-protocol",
              context.channel() instanceof Http2StreamChannel
                  ? "HTTP/2"
                  : request.protocolVersion().text());
      ScheduledFuture<?> _ =
          context
              .executor()
              .schedule(
                  () -> answer(context, response),
                  request.headers().getInt("x-lab-delay-ms", 0),
                  TimeUnit.MILLISECONDS);
    }

    private void answer(ChannelHandlerContext context, FullHttpResponse response) {
      ChannelFuture _ = context.writeAndFlush(response);
      unanswered--;
      closeIfDone(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        clientFinished = true;
        closeIfDone(context);
      }
    }

    private void closeIfDone(ChannelHandlerContext context) {
      if (clientFinished && unanswered == 0) {
        ChannelFuture _ = context.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ChannelFuture _ = context.close();
    }
  }

  private FullHttpResponse response(FullHttpRequest request) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status(request)),
            Unpooled.copiedBuffer(seen(name, request).text(), StandardCharsets.UTF_8));
    response.headers().set("x-backend", name).set(HttpHeaderNames.CONTENT_TYPE, "text/plain");
    HttpUtil.setContentLength(response, response.content().readableBytes());
    return response;
  }

  private int status(FullHttpRequest request) {
    int until = request.headers().getInt("x-lab-status-until", Integer.MAX_VALUE);
    return requests.get() <= until ? request.headers().getInt("x-lab-status", 200) : 200;
  }

  /** The request, as the backend of that name answers with it. */
  static SeenRequest seen(String name, FullHttpRequest request) {
    return new SeenRequest(
        name,
        request.method().name(),
        request.uri(),
        request.headers().entries().stream()
            .filter(entry -> !entry.getKey().startsWith("x-http2-"))
            .map(entry -> new Header(entry.getKey(), entry.getValue()))
            .toList(),
        request.content().toString(StandardCharsets.UTF_8));
  }
}
