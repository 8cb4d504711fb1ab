package io.waystone.server.ads;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A call without a network: what one side says is with the other at once, and the client decides
 * whether there is room to write. So a test sees when its server has nothing left to do.
 */
final class DirectCall<Q extends MessageLite, S, M extends MessageLite> extends ServerCall<Q, S> {

  private final MethodDescriptor<Q, S> method;
  private final Parser<M> parser;
  private final Queue<M> responses = new LinkedBlockingQueue<>();
  private final Queue<Q> requests = new ArrayDeque<>();
  private final Listener<Q> listener;
  private int requested;
  private volatile boolean reading = true;
  private volatile long steps;
  private volatile Optional<Thread> loop = Optional.empty();
  private volatile Optional<Status> end = Optional.empty();
  private volatile boolean cancelled;

  DirectCall(ServerMethodDefinition<Q, S> served, Metadata headers, Parser<M> parser) {
    this.method = served.getMethodDescriptor();
    this.parser = parser;
    this.listener = served.getServerCallHandler().startCall(this, headers);
  }

  // The client's side.

  void say(Q request) {
    synchronized (requests) {
      requests.add(request);
    }
    deliver();
  }

  /** What has come since the last time. */
  List<M> take() {
    List<M> taken = new ArrayList<>();
    for (M response = responses.poll(); response != null; response = responses.poll()) {
      taken.add(response);
    }
    return taken;
  }

  boolean isReading() {
    return reading;
  }

  void pause() {
    reading = false;
  }

  void readOn() {
    reading = true;
    listener.onReady();
  }

  void vanish() {
    cancelled = true;
    listener.onCancel();
  }

  /** How the server has ended it. */
  Optional<Status> end() {
    return end;
  }

  // For who waits until nothing happens.

  long steps() {
    return steps;
  }

  /** Whether the thread of the server waits for something to happen, or has ended. */
  boolean isAtRest() {
    return loop.map(DirectCall::waits).orElse(false);
  }

  private static boolean waits(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, TERMINATED -> true;
      case NEW, RUNNABLE, BLOCKED -> false;
    };
  }

  // The server's side.

  @Override
  public void sendHeaders(Metadata headers) {
    step();
  }

  @Override
  public void request(int messages) {
    step();
    synchronized (requests) {
      requested += messages;
    }
    deliver();
  }

  private void deliver() {
    synchronized (requests) {
      while (requested > 0 && !requests.isEmpty()) {
        requested--;
        listener.onMessage(requests.remove());
      }
    }
  }

  @Override
  public boolean isReady() {
    step();
    return reading;
  }

  @Override
  public void sendMessage(S response) {
    step();
    try {
      responses.add(parser.parseFrom(method.streamResponse(response)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    step();
    end = Optional.of(status);
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public MethodDescriptor<Q, S> getMethodDescriptor() {
    return method;
  }

  /** Only the thread of the stream touches the call. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void step() {
    loop = Optional.of(Thread.currentThread());
    steps++;
  }
}
