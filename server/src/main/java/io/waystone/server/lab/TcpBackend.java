package io.waystone.server.lab;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A TCP backend. */
public final class TcpBackend implements AutoCloseable {

  private final LoopbackServer server;

  /**
   * Starts it.
   *
   * @param address where; port 0 takes a free one, see {@link #address()}
   */
  public TcpBackend(TcpTalk talk, InetSocketAddress address) throws IOException {
    this.server = LoopbackServer.start(address, pipeline -> pipeline.addLast(new Talk(talk)));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** How many connections it has accepted: none from a client that was refused before it. */
  public int connections() {
    return server.accepted();
  }

  /** Ends it with all its connections. */
  @Override
  public void close() {
    server.close();
  }

  private static final class Talk extends ChannelInboundHandlerAdapter {

    private final TcpTalk talk;

    Talk(TcpTalk talk) {
      this.talk = talk;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (talk instanceof TcpTalk.Banner banner) {
        ChannelFuture _ = say(context, banner.text());
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      switch (talk) {
        case TcpTalk.Echo _, TcpTalk.Banner _ -> {
          ChannelFuture _ = context.writeAndFlush(message);
        }
        case TcpTalk.AfterEnd _ -> ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        switch (talk) {
          case TcpTalk.Echo _, TcpTalk.Banner _ -> finish(context, "");
          case TcpTalk.AfterEnd late -> {
            ScheduledFuture<?> _ =
                context
                    .executor()
                    .schedule(
                        () -> finish(context, late.text()),
                        late.delay().toMillis(),
                        TimeUnit.MILLISECONDS);
          }
        }
      }
    }

    private static void finish(ChannelHandlerContext context, String lastWords) {
      ChannelFuture _ = say(context, lastWords).addListener(ChannelFutureListener.CLOSE);
    }

    private static ChannelFuture say(ChannelHandlerContext context, String text) {
      return context.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ChannelFuture _ = context.close();
    }
  }
}
