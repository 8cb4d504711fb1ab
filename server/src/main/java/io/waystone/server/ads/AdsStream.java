package io.waystone.server.ads;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream: one loop on one virtual thread that takes what happened from the mailbox and sends what
 * there is to send. Only this thread touches the call.
 */
final class AdsStream implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(AdsStream.class);

  private final long number;
  private final ServerCall<?, ByteString> call;
  private final Instant expires;
  private final InstantSource wall;
  private final Mailbox mailbox;
  private final Conversation session;
  private final AdsMetrics metrics;

  AdsStream(
      long number,
      ServerCall<?, ByteString> call,
      Instant expires,
      InstantSource wall,
      Mailbox mailbox,
      Conversation session,
      AdsMetrics metrics) {
    this.number = number;
    this.call = call;
    this.expires = expires;
    this.wall = wall;
    this.mailbox = mailbox;
    this.session = session;
    this.metrics = metrics;
  }

  @Override
  public void run() {
    try {
      call.sendHeaders(new Metadata());
      call.request(1);
      end(live());
    } catch (StatusException e) {
      end(Optional.of(e.getStatus()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(Optional.of(Status.UNAVAILABLE.withDescription("the server stops")));
    } catch (RuntimeException e) {
      log.error("stream {} failed", number, e);
      end(Optional.of(Status.INTERNAL.withDescription("the server failed; see its log")));
    } finally {
      session.close();
    }
  }

  /** Until the stream ends; with a status to close it with, unless the client is gone. */
  private Optional<Status> live() throws StatusException, InterruptedException {
    long wait = Long.MAX_VALUE;
    while (true) {
      long left = Nanos.between(wall.instant(), expires);
      if (left == 0) {
        return Optional.of(
            Status.UNAUTHENTICATED.withDescription("the credential ends soon; connect again"));
      }
      Optional<Mailbox.Letter> letter = mailbox.take(Math.min(wait, left));
      if (letter.isPresent()) {
        switch (letter.get()) {
          case Mailbox.Letter.Said(Request request) -> {
            session.receive(request);
            call.request(1);
          }
          case Mailbox.Letter.Wake() -> {}
          case Mailbox.Letter.HalfClosed() -> {
            return Optional.of(Status.OK);
          }
          case Mailbox.Letter.Cancelled() -> {
            return Optional.empty();
          }
        }
      }
      wait = send();
    }
  }

  /**
   * Sends as long as the client reads; what changes while it does not is folded.
   *
   * @return nanoseconds until there may be more to send, if nothing happens before
   */
  private long send() throws StatusException {
    while (call.isReady()) {
      Conversation.Next next = session.next();
      if (next.response().isEmpty()) {
        return next.patience();
      }
      Conversation.Outgoing response = next.response().get();
      call.sendMessage(response.wire());
      metrics.sent(response.type(), response.resources(), response.wire().size());
    }
    return Long.MAX_VALUE;
  }

  private void end(Optional<Status> status) {
    log.info("stream {} ends: {}", number, status.map(Status::toString).orElse("cancelled"));
    if (status.isPresent() && !call.isCancelled()) {
      call.close(status.get(), new Metadata());
    }
  }

  /** Feeds the mailbox of a stream. Called by gRPC. */
  static final class Listener<Q> extends ServerCall.Listener<Q> {

    private final Mailbox mailbox;
    private final Function<Q, Request> reader;

    Listener(Mailbox mailbox, Function<Q, Request> reader) {
      this.mailbox = mailbox;
      this.reader = reader;
    }

    @Override
    public void onMessage(Q message) {
      mailbox.put(new Mailbox.Letter.Said(reader.apply(message)));
    }

    @Override
    public void onHalfClose() {
      mailbox.put(new Mailbox.Letter.HalfClosed());
    }

    @Override
    public void onCancel() {
      mailbox.put(new Mailbox.Letter.Cancelled());
    }

    @Override
    public void onReady() {
      mailbox.wake();
    }
  }
}
