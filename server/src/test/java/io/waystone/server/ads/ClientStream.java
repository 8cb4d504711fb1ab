package io.waystone.server.ads;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The client's end of a stream, whatever is said on it. */
final class ClientStream<Q, S> {

  private static final long PATIENCE_SECONDS = 10;

  private final BlockingQueue<S> responses = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private final ClientCall<Q, S> call;

  /** Takes so many responses and reads no further until it is told to. */
  ClientStream(Channel channel, MethodDescriptor<Q, S> method, Metadata headers, int reads) {
    call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(S message) {
            responses.add(message);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        headers);
    if (reads > 0) {
      call.request(reads);
    }
  }

  void send(Q request) {
    call.sendMessage(request);
  }

  S next() {
    try {
      S response = responses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(response).as("a response within %d s", PATIENCE_SECONDS).isNotNull();
      return Objects.requireNonNull(response);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  boolean hasResponse() {
    return !responses.isEmpty();
  }

  void readOn() {
    call.request(Integer.MAX_VALUE / 2);
  }

  Status end() {
    return end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  void cancel() {
    call.cancel("the test is over with it", null);
  }

  void halfClose() {
    call.halfClose();
  }
}
