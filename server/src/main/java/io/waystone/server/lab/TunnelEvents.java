package io.waystone.server.lab;

import com.google.protobuf.ByteString;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes what arrives on one stream off the event loop, for a thread that waits for it. */
final class TunnelEvents extends ChannelInboundHandlerAdapter {

  // Above, the stream is read no further, so that HTTP/2's window closes for the sender.
  private static final int MOST_UNREAD = 1 << 20;

  private final ConnectionEvents connection;
  private final CompletableFuture<Http2Headers> response = new CompletableFuture<>();
  private final BlockingDeque<Received> received = new LinkedBlockingDeque<>();
  private final AtomicInteger unread = new AtomicInteger();
  // Only the event loop reads and writes it.
  private boolean over;

  TunnelEvents(ConnectionEvents connection) {
    this.connection = connection;
  }

  Http2Headers awaitResponse(Duration limit, String what) throws IOException {
    return Waiting.on(response, limit, what);
  }

  /** The next thing; an end is given again and again. */
  Received take(Channel stream, Duration limit, String what) throws IOException {
    try {
      Received next = received.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
      switch (next) {
        case null -> throw Waiting.timedOut(what, limit);
        case Received.Data data -> {
          if (unread.addAndGet(-data.bytes().size()) < MOST_UNREAD) {
            stream.config().setAutoRead(true);
          }
        }
        case Received.End end -> received.addFirst(end);
        case Received.Reset reset -> received.addFirst(reset);
      }
      return next;
    } catch (InterruptedException e) {
      throw Waiting.interrupted(what, e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      switch (message) {
        case Http2HeadersFrame headers -> {
          response.complete(headers.headers());
          endIf(headers.isEndStream());
        }
        case Http2DataFrame data -> {
          if (data.content().isReadable()) {
            add(context, ByteString.copyFrom(data.content().nioBuffer()));
          }
          endIf(data.isEndStream());
        }
        default -> {
          // Window updates and the like are the codec's business.
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void add(ChannelHandlerContext context, ByteString bytes) {
    received.add(new Received.Data(bytes));
    if (unread.addAndGet(bytes.size()) >= MOST_UNREAD) {
      context.channel().config().setAutoRead(false);
    }
  }

  private void endIf(boolean last) {
    if (last && !over) {
      over = true;
      received.add(new Received.End());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Http2ResetFrame reset) {
      reset("reset by the server: " + Http2Error.valueOf(reset.errorCode()));
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    reset(connection.why());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reset(String.valueOf(cause.getMessage()));
  }

  private void reset(String reason) {
    response.completeExceptionally(new IOException(reason));
    if (!over) {
      over = true;
      received.add(new Received.Reset(reason));
    }
  }
}
