package io.waystone.server.lab;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** HTTP/2 with prior knowledge, without TLS, on one connection. Several threads may call. */
public final class Http2Client implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MOST_BODY = 64 << 20;

  private final EventLoops loops;
  private final Channel connection;

  /** Connects. */
  public Http2Client(InetSocketAddress address) throws IOException {
    loops = new EventLoops("http2-client");
    ChannelFuture connecting =
        new Bootstrap()
            .group(loops.group())
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    loops.adopt(channel);
                    channel
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forClient()
                                .gracefulShutdownTimeoutMillis(0)
                                .build(),
                            new Http2MultiplexHandler(new RefuseStreams()));
                  }
                })
            .connect(address);
    try {
      EventLoops.await(connecting, LIMIT, "connecting to " + address);
      connection = connecting.channel();
    } catch (IOException e) {
      loops.close();
      throw e;
    }
  }

  /**
   * A request and its response, read to its end.
   *
   * @throws IOException when the stream is reset, the connection ends, or nothing comes for 20 s
   */
  public HttpReply send(HttpCall call) throws IOException {
    String what = call.method() + " " + call.path();
    Reply reply = new Reply();
    Http2StreamChannel stream =
        EventLoops.await(
            new Http2StreamChannelBootstrap(connection).handler(reply.initializer()).open(),
            LIMIT,
            what);
    try {
      ChannelFuture _ = stream.writeAndFlush(HttpCodec.request(call));
      return Waiting.on(reply.whole, LIMIT, what);
    } finally {
      ChannelFuture _ = stream.close();
    }
  }

  /** Whether the connection is open. */
  public boolean open() {
    return connection.isActive();
  }

  /** Closes the connection. */
  @Override
  public void close() {
    loops.close();
  }

  private static final class Reply extends SimpleChannelInboundHandler<FullHttpResponse> {

    private final CompletableFuture<HttpReply> whole = new CompletableFuture<>();

    ChannelInitializer<Channel> initializer() {
      return new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          channel
              .pipeline()
              .addLast(
                  new Http2StreamFrameToHttpObjectCodec(false, false),
                  new HttpObjectAggregator(MOST_BODY),
                  Reply.this);
        }
      };
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      whole.complete(HttpCodec.reply(response));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof Http2ResetFrame frame) {
        whole.completeExceptionally(new IOException("reset, error " + frame.errorCode()));
      }
      ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      whole.completeExceptionally(new IOException("the connection was closed"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      whole.completeExceptionally(cause);
    }
  }
}
