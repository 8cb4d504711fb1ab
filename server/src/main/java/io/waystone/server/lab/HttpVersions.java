package io.waystone.server.lab;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes a connection for HTTP/2 when it begins with the preface, and for HTTP/1 as soon as it
 * cannot be that any more.
 */
final class HttpVersions extends ByteToMessageDecoder {

  /** What a backend takes of headers, in bytes: more than any waypoint. */
  static final int MOST_HEADERS = 256 << 10;

  private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

  private final Consumer<ChannelPipeline> http1;
  private final Consumer<ChannelPipeline> http2;

  /**
   * @param http1 fills the pipeline of a connection
   * @param http2 fills the pipeline of a stream
   */
  HttpVersions(Consumer<ChannelPipeline> http1, Consumer<ChannelPipeline> http2) {
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int seen = Math.min(in.readableBytes(), PREFACE.readableBytes());
    if (!ByteBufUtil.equals(in, in.readerIndex(), PREFACE, PREFACE.readerIndex(), seen)) {
      http1.accept(context.pipeline());
    } else if (seen == PREFACE.readableBytes()) {
      context
          .pipeline()
          .addLast(
              Http2FrameCodecBuilder.forServer()
                  .initialSettings(Http2Settings.defaultSettings().maxHeaderListSize(MOST_HEADERS))
                  .validateHeaders(false)
                  .gracefulShutdownTimeoutMillis(0)
                  .build(),
              new Http2MultiplexHandler(streams()));
    } else {
      return;
    }
    context.pipeline().remove(this);
  }

  private ChannelInitializer<Channel> streams() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel stream) {
        http2.accept(stream.pipeline());
      }
    };
  }
}
