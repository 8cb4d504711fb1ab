package io.waystone.server.identity;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of a CA from time to time, and says when there is something new. By reading
 * them and not by being notified: they may be links into a volume that is exchanged as a whole, or
 * on a disk that notifies of nothing.
 */
public final class CaWatch implements AutoCloseable {

  /** How often it looks if nobody says otherwise. */
  public static final Duration EVERY = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(CaWatch.class);

  private final CertificateAuthority ca;
  private final Runnable changed;
  private final Thread thread;
  private Optional<String> problem = Optional.empty();
  private boolean said;

  /**
   * Begins.
   *
   * @param every how long it waits between two looks
   * @param changed called after what the CA issues, or the roots, are others than before
   */
  public CaWatch(CertificateAuthority ca, Duration every, Runnable changed) {
    this.ca = ca;
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("ca-watch").start(() -> run(every));
  }

  private void run(Duration every) {
    try {
      while (true) {
        Thread.sleep(every);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      boolean other = ca.refresh();
      problem = Optional.empty();
      if (other) {
        LOG.info("the CA has changed: {}", ca);
        changed.run();
      }
    } catch (IdentityException e) {
      complain(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("looking at the CA failed", e);
    }
  }

  /** What is wrong at one look may be half of a change: said when it stays so, and once. */
  private void complain(String text) {
    boolean again = problem.equals(Optional.of(text));
    if (again && !said) {
      LOG.error("The CA stays as it was. {}", text);
    }
    said = again;
    problem = Optional.of(text);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
