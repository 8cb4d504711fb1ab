package io.waystone.server.lab;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A running gRPC call. For one thread. */
public final class GrpcStream implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final BlockingClientCall<String, String> call;
  private final AtomicReference<@Nullable Metadata> headers;
  private final AtomicReference<@Nullable Metadata> trailers;

  GrpcStream(
      BlockingClientCall<String, String> call,
      AtomicReference<@Nullable Metadata> headers,
      AtomicReference<@Nullable Metadata> trailers) {
    this.call = call;
    this.headers = headers;
    this.trailers = trailers;
  }

  /** Sends a message; on a call that has ended, nothing. */
  public void send(String message) throws IOException {
    try {
      boolean _ = call.write(message, LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (StatusException e) {
      // The end of the call says so.
    } catch (TimeoutException e) {
      throw Waiting.timedOut("sending a message", LIMIT);
    } catch (InterruptedException e) {
      throw Waiting.interrupted("sending a message", e);
    }
  }

  /**
   * The next message.
   *
   * @throws IOException when the call ends instead; the message has its status
   * @throws java.net.SocketTimeoutException when nothing comes within the limit
   */
  public String receive(Duration limit) throws IOException {
    try {
      return read(limit).orElseThrow(() -> new IOException("the call has ended with OK"));
    } catch (StatusException e) {
      throw new IOException("the call has ended with " + e.getStatus(), e);
    }
  }

  /** Finishes this side, and gives what else comes until the call ends. */
  public GrpcReply finish() throws IOException {
    call.halfClose();
    List<String> messages = new ArrayList<>();
    try {
      Optional<String> next = read(LIMIT);
      while (next.isPresent()) {
        messages.add(next.get());
        next = read(LIMIT);
      }
      return reply(Status.OK, messages);
    } catch (StatusException e) {
      return reply(e.getStatus(), messages);
    }
  }

  /** The next message; empty when the call has ended with OK. */
  private Optional<String> read(Duration limit) throws StatusException, IOException {
    String what = "waiting for the next message of a call";
    try {
      return Optional.ofNullable(call.read(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw Waiting.timedOut(what, limit);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(what, e);
    }
  }

  private GrpcReply reply(Status status, List<String> messages) {
    return new GrpcReply(status, all(headers), all(trailers), messages);
  }

  /** Without an answer of the server there are none, which grpc-java puts there as null. */
  private static List<Header> all(AtomicReference<@Nullable Metadata> captured) {
    Metadata metadata = captured.get();
    return metadata == null ? List.of() : GrpcReply.headers(metadata);
  }

  /** Gives the call up. */
  @Override
  public void close() {
    call.cancel("closed", null);
  }
}
