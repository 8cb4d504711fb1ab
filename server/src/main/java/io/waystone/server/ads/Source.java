package io.waystone.server.ads;

import java.util.List;
import java.util.Optional;

/** Where the resources of one type come from, as a stream reads them. */
sealed interface Source permits TypeLog, SecretSource {

  /** What is known of a name; empty if there is no such resource and no memory of one. */
  Optional<Entry> find(String name);

  /**
   * What {@link #find} has given, as it can be sent: a secret that the client came with is issued
   * only then.
   *
   * @return empty if there is none any more
   */
  default Optional<Entry.Live> sendable(Entry.Live found) {
    return Optional.of(found);
  }

  /** What is there; nothing where only names can be asked for. */
  List<Entry.Live> live();

  /** What changed after a place, in the order of change. */
  Iterable<Entry> after(long place);

  /** The place of the last change. */
  long end();

  /** Removals up to this place are forgotten: who has not read so far cannot catch up. */
  long floor();
}
