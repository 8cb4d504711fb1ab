package io.waystone.server.source;

/** Where objects come from. */
public interface Source extends AutoCloseable {

  /**
   * Starts delivering, on a thread of its own. The first update is the first full list; each later
   * one says what changed since.
   *
   * @throws IllegalStateException when it was started or closed before
   */
  void start(Listener listener);

  /** Stops delivering and waits for the end of a call of the listener that is under way. */
  @Override
  void close();

  /** Who takes the objects. Calls come one after the other, from the same thread. */
  @FunctionalInterface
  interface Listener {

    /** Takes one batch. When it throws, the same changes come again with the next batch. */
    void update(SourceUpdate update);
  }
}
