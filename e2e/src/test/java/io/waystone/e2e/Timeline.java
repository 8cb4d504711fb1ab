package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Which states may be in force while a request is on its way. */
final class Timeline {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<ChurnState> states = new ArrayList<>();

  /** The requests on their way, by the oldest state that they may have met. */
  private final TreeMap<Integer, Integer> open = new TreeMap<>();

  private int oldest;

  /** A state that is in force. */
  Timeline(ChurnState first) {
    states.add(first);
  }

  /** From now on this may be in force, beside what was before. */
  synchronized void comes(ChurnState state) {
    states.add(state);
  }

  /**
   * From now on the last state is in force alone. Returns when no request is on its way that began
   * before.
   */
  synchronized void settled() throws InterruptedException {
    oldest = states.size() - 1;
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!open.isEmpty() && open.firstKey() < oldest) {
      assertThat(System.nanoTime()).as("a request does not end").isLessThan(deadline);
      wait(LIMIT.toMillis());
    }
  }

  /** A request begins; what {@link #end} has to know of that. */
  synchronized int begin() {
    open.merge(oldest, 1, Integer::sum);
    return oldest;
  }

  /** It has ended; the states that it may have met. */
  synchronized List<ChurnState> end(int begin) {
    open.computeIfPresent(begin, (_, count) -> count == 1 ? null : count - 1);
    notifyAll();
    return List.copyOf(states.subList(begin, states.size()));
  }
}
