package io.waystone.server.lab;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A WebSocket backend on every path. After the handshake it sends what it saw of it ({@link
 * SeenRequest#text()}) as a text; then it sends back each text that it gets.
 */
public final class WebSocketBackend implements AutoCloseable {

  private static final int MOST = 1 << 20;

  private final String name;
  private final LoopbackServer server;

  /**
   * Starts it.
   *
   * @param address where; port 0 takes a free one, see {@link #address()}
   */
  public WebSocketBackend(String name, InetSocketAddress address) throws IOException {
    this.name = name;
    this.server =
        LoopbackServer.start(
            address,
            pipeline ->
                pipeline.addLast(
                    new HttpServerCodec(),
                    new HttpObjectAggregator(MOST),
                    new Handshake(),
                    new WebSocketServerProtocolHandler(
                        WebSocketServerProtocolConfig.newBuilder()
                            .websocketPath("/")
                            .checkStartsWith(true)
                            .maxFramePayloadLength(MOST)
                            .build()),
                    new Echo()));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.address();
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

  /** Looks at the request before Netty answers it. */
  private final class Handshake extends SimpleChannelInboundHandler<FullHttpRequest> {

    private String seen = "";

    Handshake() {
      super(false);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      seen = Backend.seen(name, request).text();
      context.fireChannelRead(request);
    }
  }

  private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof HandshakeComplete) {
        ChannelFuture _ =
            context.writeAndFlush(
                new TextWebSocketFrame(context.pipeline().get(Handshake.class).seen));
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      ChannelFuture _ = context.writeAndFlush(frame.retain());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ChannelFuture _ = context.close();
    }
  }
}
