package io.waystone.server.lab;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started and has to be closed: all of it, the last one first. */
public final class Kept implements AutoCloseable {

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Closes it in the end, before what was kept earlier. */
  public <T extends AutoCloseable> T keep(T resource) {
    open.push(resource);
    return resource;
  }

  /**
   * Closes everything, also after one of them fails.
   *
   * @throws IllegalStateException if some could not be closed; they are suppressed in it
   */
  @Override
  public void close() {
    RuntimeException failed = new IllegalStateException("not everything could be closed");
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        failed.addSuppressed(e);
      }
    }
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }
}
