package io.waystone.server.ads;

import java.util.List;

/** The resources of one type in a view. Guarded by the lock of its view. */
final class TypeLog extends ChangeLog<Entry> implements Source {

  /** What is there, by the order of change. */
  @Override
  public List<Entry.Live> live() {
    return order().stream().flatMap(entry -> entry.live().stream()).toList();
  }
}
