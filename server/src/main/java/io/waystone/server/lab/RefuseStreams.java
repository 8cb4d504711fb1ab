package io.waystone.server.lab;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Refuses what a server opens: HBONE knows no pushed streams. */
@Sharable
final class RefuseStreams extends ChannelInboundHandlerAdapter {

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ChannelFuture _ = context.close();
  }
}
