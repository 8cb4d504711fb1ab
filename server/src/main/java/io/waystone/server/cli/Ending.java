package io.waystone.server.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Being told to end (Ctrl-C, SIGTERM). The JVM would end while things are still being closed; this
 * holds it until {@link #close()}, which is to be called last, and ends it with 0.
 */
final class Ending implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  /** After this, the thread that made this is interrupted: it may be waiting for something. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration LIMIT = Duration.ofSeconds(8);

  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread worker = Thread.currentThread();
  private final Thread hook = new Thread(this::end, "end");

  Ending() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Waits until the process is told to end. */
  void await() throws InterruptedException {
    told.await();
  }

  /** Waits that long at most, and says whether the process was told to end. */
  boolean await(Duration limit) throws InterruptedException {
    return told.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the process was told to end. */
  boolean told() {
    return told.getCount() == 0;
  }

  private void end() {
    told.countDown();
    try {
      if (!closed(PATIENCE)) {
        worker.interrupt();
      }
      if (closed(LIMIT)) {
        // Else the exit code would be that of the signal, and this end is as good as any.
        Runtime.getRuntime().halt(0);
      }
      LOG.warn("not everything has ended within {} s", PATIENCE.plus(LIMIT).toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean closed(Duration limit) throws InterruptedException {
    return closed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    if (!told()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // Told just now: the hook runs, and ends the process.
        return;
      }
    }
  }
}
