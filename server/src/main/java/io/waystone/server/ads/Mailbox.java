package io.waystone.server.ads;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens to a stream, in order. It never holds more than a few letters: gRPC is asked for one
 * request at a time, wake-ups fold into one, and a stream ends once.
 */
final class Mailbox {

  /** Something that happened. */
  sealed interface Letter {

    /** The client said something. */
    record Said(Request request) implements Letter {}

    /** There may be something to send, or room to send it. */
    record Wake() implements Letter {}

    /** The client will say no more. */
    record HalfClosed() implements Letter {}

    /** The connection is gone; nothing can be sent. */
    record Cancelled() implements Letter {}
  }

  private static final int ROOM = 8;

  private final BlockingQueue<Letter> letters = new ArrayBlockingQueue<>(ROOM);
  private final AtomicBoolean awake = new AtomicBoolean();

  /** Never blocks. */
  void put(Letter letter) {
    letters.add(letter);
  }

  /** Never blocks. */
  void wake() {
    if (awake.compareAndSet(false, true)) {
      letters.add(new Letter.Wake());
    }
  }

  /** The next letter; empty after so many nanoseconds without one. */
  Optional<Letter> take(long nanos) throws InterruptedException {
    Optional<Letter> letter = Optional.ofNullable(letters.poll(nanos, TimeUnit.NANOSECONDS));
    if (letter.isPresent() && letter.get() instanceof Letter.Wake) {
      awake.set(false);
    }
    return letter;
  }
}
