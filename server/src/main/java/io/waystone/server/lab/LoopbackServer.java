package io.waystone.server.lab;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A TCP server on one address, with one thread. */
final class LoopbackServer implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int BACKLOG = 4096;

  private final EventLoops loops;
  private final InetSocketAddress address;
  private final AtomicInteger accepted;

  private LoopbackServer(EventLoops loops, Channel listener, AtomicInteger accepted) {
    this.loops = loops;
    this.address = (InetSocketAddress) listener.localAddress();
    this.accepted = accepted;
  }

  /** Binds, and fills the pipeline of each connection with what it is given. */
  static LoopbackServer start(InetSocketAddress address, Consumer<ChannelPipeline> connection)
      throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    EventLoops loops = new EventLoops("backend");
    ChannelFuture binding =
        new ServerBootstrap()
            .group(loops.group())
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    loops.adopt(channel);
                    accepted.incrementAndGet();
                    connection.accept(channel.pipeline());
                  }
                })
            .bind(address);
    try {
      EventLoops.await(binding, LIMIT, "listening on " + address);
      loops.adopt(binding.channel());
      return new LoopbackServer(loops, binding.channel(), accepted);
    } catch (IOException e) {
      loops.close();
      throw e;
    }
  }

  InetSocketAddress address() {
    return address;
  }

  /** Connections accepted so far. */
  int accepted() {
    return accepted.get();
  }

  @Override
  public void close() {
    loops.close();
  }
}
