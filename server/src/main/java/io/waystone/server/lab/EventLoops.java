package io.waystone.server.lab;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A Netty event loop of one thread, and its futures in the words of this package. */
final class EventLoops implements AutoCloseable {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final EventLoopGroup group;
  private final ChannelGroup channels;

  /** The thread is a daemon, so that a forgotten close does not hold up the end of the JVM. */
  EventLoops(String name) {
    ThreadFactory factory = Thread.ofPlatform().daemon().name(name).factory();
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            task -> {
              Thread thread = factory.newThread(task);
              threads.add(thread);
              return thread;
            },
            NioIoHandler.newFactory());
    channels = new DefaultChannelGroup(group.next(), true);
  }

  /** Makes the end of this the end of the channel. */
  void adopt(Channel channel) {
    channels.add(channel);
  }

  EventLoopGroup group() {
    return group;
  }

  /** Closes all adopted channels and waits until the thread has ended. */
  @Override
  public void close() {
    // A loop that stops with open channels leaves some of their sockets open (seen with Netty
    // 4.2.7: every second listener still took connections), so they are closed first.
    boolean _ = channels.close().awaitUninterruptibly(STOP_LIMIT.toMillis());
    Future<?> _ = group.shutdownGracefully(0, STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    try {
      // Netty's own future is done a moment before the thread is.
      for (Thread thread : threads) {
        if (!thread.join(STOP_LIMIT.multipliedBy(2))) {
          throw new IllegalStateException(thread.getName() + " did not stop");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for what Netty does. */
  static <T> T await(Future<T> future, Duration limit, String what) throws IOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    Future<T> _ =
        future.addListener((Future<T> done) -> {
          if (done.isSuccess()) {
            result.complete(done.getNow());
          } else {
            result.completeExceptionally(done.cause());
          }
        });
    return Waiting.on(result, limit, what);
  }
}
