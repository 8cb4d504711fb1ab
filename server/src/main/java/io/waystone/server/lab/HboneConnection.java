package io.waystone.server.lab;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One HTTP/2 connection to a waypoint, with as many tunnels as the waypoint allows on one. */
public final class HboneConnection implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int WINDOW = 1 << 20;

  private final Channel channel;
  private final ConnectionEvents events;
  private final int mostTunnels;
  private final AtomicInteger tunnels = new AtomicInteger();

  private HboneConnection(Channel channel, ConnectionEvents events, int mostTunnels) {
    this.channel = channel;
    this.events = events;
    this.mostTunnels = mostTunnels;
  }

  /** Connects, shakes hands, and waits for the server's settings, which say how many tunnels. */
  static HboneConnection open(EventLoops loops, HboneEndpoint endpoint, SslContext tls)
      throws IOException {
    ConnectionEvents events = new ConnectionEvents();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops.group())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) LIMIT.toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(initializer(loops, tls, events));
    ChannelFuture connecting =
        endpoint
            .source()
            .map(source -> bootstrap.connect(endpoint.address(), new InetSocketAddress(source, 0)))
            .orElseGet(() -> bootstrap.connect(endpoint.address()));
    String what = "HBONE connection to " + endpoint.address();
    try {
      EventLoops.await(connecting, LIMIT, what);
      int mostTunnels = Waiting.on(events.mostStreams(), LIMIT, what);
      return new HboneConnection(connecting.channel(), events, mostTunnels);
    } catch (IOException e) {
      ChannelFuture _ = connecting.channel().close();
      throw e;
    }
  }

  private static ChannelInitializer<Channel> initializer(
      EventLoops loops, SslContext tls, ConnectionEvents events) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        loops.adopt(channel);
        channel
            .pipeline()
            .addLast(
                tls.newHandler(channel.alloc()),
                Http2FrameCodecBuilder.forClient()
                    .initialSettings(
                        Http2Settings.defaultSettings()
                            .pushEnabled(false)
                            .initialWindowSize(WINDOW))
                    .gracefulShutdownTimeoutMillis(0)
                    .build(),
                new Http2MultiplexHandler(new RefuseStreams()),
                events);
      }
    };
  }

  /**
   * Sends the CONNECT and waits for the answer, whatever its status.
   *
   * @throws IOException when the stream or the connection ends before there is an answer
   */
  public Tunnel open(Connect connect) throws IOException {
    tunnels.incrementAndGet();
    return openReserved(connect);
  }

  /** Counts one more tunnel if the waypoint takes one more; then {@link #openReserved} is due. */
  boolean reserve() {
    return usable()
        && tunnels.getAndUpdate(count -> count < mostTunnels ? count + 1 : count) < mostTunnels;
  }

  Tunnel openReserved(Connect connect) throws IOException {
    TunnelEvents tunnel = new TunnelEvents(events);
    String what = "CONNECT " + connect.authority();
    Http2StreamChannel stream;
    try {
      stream =
          EventLoops.await(
              new Http2StreamChannelBootstrap(channel).handler(tunnel).open(), LIMIT, what);
    } catch (IOException e) {
      tunnels.decrementAndGet();
      throw e;
    }
    ChannelFuture _ = stream.closeFuture().addListener(closed -> tunnels.decrementAndGet());
    try {
      ChannelFuture _ = stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers(connect), false));
      return new Tunnel(connect.authority(), stream, tunnel, tunnel.awaitResponse(LIMIT, what));
    } catch (IOException e) {
      ChannelFuture _ = stream.close();
      throw e;
    }
  }

  private static Http2Headers headers(Connect connect) {
    // Without validation: what a hostile client sends must get as far as the waypoint.
    Http2Headers headers = new DefaultHttp2Headers(false);
    headers.method("CONNECT").authority(connect.authority());
    connect.headers().forEach(header -> headers.add(header.name(), header.value()));
    return headers;
  }

  /** Whether new tunnels may be opened: it is open, and the waypoint has not said GOAWAY. */
  public boolean usable() {
    return channel.isActive() && !events.goingAway();
  }

  /** The tunnels that are open now. */
  public int tunnels() {
    return tunnels.get();
  }

  /** Closes the connection with all its tunnels. */
  @Override
  public void close() {
    ChannelFuture _ = channel.close().awaitUninterruptibly();
  }
}
