package io.waystone.server.cli;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what one call may send. A server of gRPC has one limit for all that it serves, and takes
 * in a whole message before anybody is asked: what is large enough for ADS would let each call of a
 * smaller service hold as much memory. This one is told as the bytes arrive.
 */
final class WireLimit extends ServerStreamTracer {

  private static final Context.Key<WireLimit> OF_CALL = Context.key("wire-limit");

  /** One for each call, for {@code NettyServerBuilder.addStreamTracerFactory}. */
  static final ServerStreamTracer.Factory EACH =
      new ServerStreamTracer.Factory() {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
          return new WireLimit();
        }
      };

  private record Limit(long bytes, Runnable exceeded) {
    static final Limit NONE = new Limit(Long.MAX_VALUE, () -> {});
  }

  private final AtomicLong read = new AtomicLong();
  private volatile Limit limit = Limit.NONE;

  /**
   * Bounds the call that is being opened on this thread; to be called before it is read from.
   *
   * @param bytes of messages, as they are sent: compressed, if they are
   * @param exceeded is run once there are more, at once and by the thread that reads: it must not
   *     wait, and has to close the call
   */
  static void set(long bytes, Runnable exceeded) {
    OF_CALL.get().limit = new Limit(bytes, exceeded);
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(OF_CALL, this);
  }

  @Override
  public void inboundWireSize(long bytes) {
    long all = read.addAndGet(bytes);
    Limit now = limit;
    // By these bytes, and not before: once.
    if (all > now.bytes() && all - bytes <= now.bytes()) {
      now.exceeded().run();
    }
  }
}
