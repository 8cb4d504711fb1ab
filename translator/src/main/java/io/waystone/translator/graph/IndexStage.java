package io.waystone.translator.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The state of an {@link Index}. */
final class IndexStage<I, K, V> extends Stage implements Index<I, K, V>, LiveKeys<I> {

  private static final Bucket[] NONE = {};

  private final Extract<K, V, I> extract;
  private final Map<I, Bucket> buckets = new HashMap<>();
  private final Map<Slot, Bucket[]> memberships = new HashMap<>();
  private Map<Slot, List<I>> moves = new LinkedHashMap<>();
  private final List<Bucket> touched = new ArrayList<>();
  private final List<Listener<I>> listeners = new ArrayList<>();

  /** The buckets of the value that a member is about to get; sorted, since a set has no order. */
  private List<I> prepared = List.of();

  IndexStage(Core core, String name, Extract<K, V, I> extract) {
    super(core, name);
    this.extract = extract;
  }

  /**
   * Asks for the buckets of a value.
   *
   * @throws ExtractFailed if that throws
   */
  void prepare(K key, V value) {
    try {
      prepared = extract.extract(key, value).stream().sorted().toList();
      prepared.forEach(Objects::requireNonNull);
    } catch (RuntimeException | StackOverflowError e) {
      throw new ExtractFailed(name, e);
    }
  }

  /** A slot of the collection came, changed or went; if it is a member, it has been prepared. */
  void memberChanged(Slot member) {
    moves.put(member, member.isPresent() ? prepared : List.of());
  }

  @Override
  void update() {
    if (!moves.isEmpty()) {
      moves.forEach(this::move);
      moves = new LinkedHashMap<>(); // to clear one that was large costs its capacity
    }
    touched.forEach(this::tell);
    touched.clear();
  }

  private void move(Slot member, List<I> names) {
    Bucket[] before = memberships.getOrDefault(member, NONE);
    Bucket[] now = names.stream().map(this::bucket).toArray(Bucket[]::new);
    long staying = mark(now);
    for (Bucket bucket : before) {
      touch(bucket);
      if (bucket.mark != staying) {
        bucket.members.remove(member.key);
        bucket.moved = true;
      }
    }
    long known = mark(before);
    for (Bucket bucket : now) {
      touch(bucket);
      if (bucket.mark != known) {
        bucket.members.put(member.key, member);
        bucket.moved = true;
      }
    }
    if (now.length == 0) {
      memberships.remove(member);
    } else {
      memberships.put(member, now);
    }
  }

  private long mark(Bucket[] marked) {
    long mark = core.nextMark();
    for (Bucket bucket : marked) {
      bucket.mark = mark;
    }
    return mark;
  }

  private void touch(Bucket bucket) {
    core.countVisit();
    if (!bucket.touched) {
      bucket.touched = true;
      bucket.wasEmpty = bucket.members.isEmpty();
      touched.add(bucket);
    }
  }

  /** Once a batch for each bucket, however many of its members changed. */
  private void tell(Bucket bucket) {
    bucket.tellReaders();
    if (bucket.moved) {
      bucket.membership.tellReaders();
    }
    if (bucket.wasEmpty != bucket.members.isEmpty()) {
      listeners.forEach(listener -> listener.keyChanged(name(bucket)));
    }
    if (bucket.members.isEmpty()) {
      mayBeIdle(bucket);
    }
    bucket.touched = false;
    bucket.moved = false;
  }

  /** The bucket of a name, also one without members. */
  Bucket bucket(I named) {
    return buckets.computeIfAbsent(
        named,
        absent -> {
          Bucket bucket = new Bucket(this, absent);
          mayBeIdle(bucket);
          return bucket;
        });
  }

  /** The members of a bucket now, a copy. */
  @SuppressWarnings("unchecked") // an index is of a collection with keys K
  SortedMap<K, V> snapshot(I named) {
    SortedMap<K, V> members = new TreeMap<>();
    Bucket bucket = buckets.get(named);
    if (bucket != null) {
      bucket.members.forEach((key, member) ->
          Reading.<V>value(member).ifPresent(value -> members.put((K) key, value)));
    }
    return members;
  }

  @Override
  void drop(Cell cell) {
    Bucket bucket =
        switch (cell) {
          case Bucket itself -> itself;
          case Membership membership -> membership.bucket;
          case Slot slot -> throw new AssertionError(slot.label() + " is no bucket of " + name);
        };
    if (bucket.members.isEmpty() && !bucket.isRead() && !bucket.membership.isRead()) {
      buckets.remove(bucket.key, bucket);
    }
  }

  @Override
  int size() {
    return buckets.size() + memberships.size();
  }

  @Override
  public boolean contains(I named) {
    Bucket bucket = buckets.get(named);
    return bucket != null && !bucket.members.isEmpty();
  }

  @Override
  public List<Listener<I>> listeners() {
    return listeners;
  }

  @Override
  public Stage stage() {
    return this;
  }

  @Override
  public Keys<I> buckets() {
    return this;
  }

  @SuppressWarnings("unchecked") // a bucket has the name that it was made for
  private I name(Bucket bucket) {
    return (I) bucket.key;
  }
}
