package io.waystone.e2e.bench;

import io.waystone.server.source.Source;
import io.waystone.server.source.SourceUpdate;
import java.util.Optional;

/** A source that delivers what it is told to, at once and on the thread that tells it. */
final class ToldSource implements Source {

  private Optional<Listener> listener = Optional.empty();

  @Override
  public void start(Listener taker) {
    listener = Optional.of(taker);
  }

  void deliver(SourceUpdate update) {
    listener.orElseThrow(() -> new IllegalStateException("not started")).update(update);
  }

  @Override
  public void close() {
    listener = Optional.empty();
  }
}
