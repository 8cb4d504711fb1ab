package io.waystone.translator.graph;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * By stage, then by key, then by the words: the same for the same failures, whatever their order.
 */
final class FailedOrder implements Comparator<Failed> {

  private final Map<String, Integer> orders = new HashMap<>();
  private final Comparator<Failed> order =
      Comparator.<Failed>comparingInt(failed -> orders.getOrDefault(failed.stage(), -1))
          .thenComparing(Failed::key, FailedOrder::byKey)
          .thenComparing(Failed::toString);

  FailedOrder(List<Stage> stages) {
    stages.forEach(stage -> orders.put(stage.name, stage.order));
  }

  @Override
  public int compare(Failed a, Failed b) {
    return order.compare(a, b);
  }

  /** The keys of a function need no order of their own. */
  @SuppressWarnings("unchecked") // a comparable key compares with keys of its class
  private static int byKey(Object a, Object b) {
    if (a instanceof Comparable<?> comparable && a.getClass() == b.getClass()) {
      return ((Comparable<Object>) comparable).compareTo(b);
    }
    return a.toString().compareTo(b.toString());
  }
}
