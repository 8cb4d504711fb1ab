package io.waystone.translator.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The reasons of recomputations, kept while somebody wants to know them. */
final class Journal {

  boolean on;
  private Map<Node, Cell> reasons = new HashMap<>();
  private List<Recomputation> ran = new ArrayList<>();

  /** A node is queued because of a cell. */
  void queued(Node node, Cell because) {
    if (on) {
      reasons.put(node, because);
    }
  }

  void ran(Node node, boolean changed) {
    if (on) {
      Cell because = reasons.get(node);
      ran.add(
          new Recomputation(
              node.stage.name, node.key, because == null ? "new key" : because.label(), changed));
    }
  }

  /** The recomputations since the last call. */
  List<Recomputation> drain() {
    List<Recomputation> drained = Collections.unmodifiableList(ran);
    ran = new ArrayList<>();
    reasons = new HashMap<>();
    return drained;
  }
}
