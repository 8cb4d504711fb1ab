package io.waystone.server.lab;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** What happens to an HTTP/2 connection as a whole. Last in its pipeline. */
final class ConnectionEvents extends ChannelInboundHandlerAdapter {

  private final CompletableFuture<Integer> mostStreams = new CompletableFuture<>();
  private volatile boolean goingAway;
  private volatile String why = "the connection was closed";

  /** How many streams the server takes at once; fails when the connection fails before it says. */
  CompletableFuture<Integer> mostStreams() {
    return mostStreams;
  }

  boolean goingAway() {
    return goingAway;
  }

  /** Why the connection ended, as far as is known. */
  String why() {
    return why;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case Http2SettingsFrame frame -> {
        Long limit = frame.settings().maxConcurrentStreams();
        mostStreams.complete(
            limit == null ? Integer.MAX_VALUE : (int) Math.min(limit, Integer.MAX_VALUE));
      }
      case Http2GoAwayFrame frame -> {
        goingAway = true;
        why = "the server said GOAWAY, error " + frame.errorCode();
      }
      default -> {
        // Acknowledgements and pings, which the codec has answered.
      }
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      fail(handshake.cause());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // With TLS 1.3, a refused client certificate is told after the client's handshake.
    fail(cause);
    ChannelFuture _ = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    mostStreams.completeExceptionally(new IOException(why));
  }

  private void fail(Throwable cause) {
    why = String.valueOf(cause.getMessage());
    mostStreams.completeExceptionally(cause);
  }
}
