package io.waystone.server.ads;

import io.waystone.translator.ztunnel.ZtunnelChange;
import io.waystone.translator.ztunnel.ZtunnelResource;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What all ztunnels get, as of the last revision. One thread publishes; the streams read and do not
 * wait for each other.
 */
public final class ZtunnelFeed {

  /** A stream as the feed sees it. Called from other threads; returns at once. */
  interface Follower {

    /** Something is new. */
    void wake();

    /** The place up to which this stream needs no removal of a type any more. */
    long passed(ZtunnelType type);
  }

  /** What an address can be found by. */
  private sealed interface Sign {
    record Alias(String name) implements Sign {}

    record OfService(String service) implements Sign {}

    record OnNode(String node) implements Sign {}
  }

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<ZtunnelType, ChangeLog<Announced>> logs = new EnumMap<>(ZtunnelType.class);
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();

  /** The names of those that are meant, besides by their own name. */
  private final Map<Sign, SortedSet<String>> signs = new HashMap<>();

  private volatile long revision;
  private long place;
  private volatile boolean ready;

  /** Nothing yet. */
  public ZtunnelFeed() {
    for (ZtunnelType type : ZtunnelType.values()) {
      logs.put(type, new ChangeLog<>());
    }
  }

  /** Makes the changes of a revision visible, all at once, and wakes the streams. */
  public void publish(long number, List<ZtunnelChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    lock.writeLock().lock();
    try {
      revision = number;
      changes.forEach(this::apply);
      logs.forEach((type, log) -> log.trim(() -> passedByAll(type)));
    } finally {
      lock.writeLock().unlock();
    }
    wake();
  }

  /** The first complete revision is published. No request is answered before this. */
  public void ready() {
    ready = true;
    wake();
  }

  /** The last revision that changed anything; 0 for none. */
  public long revision() {
    return revision;
  }

  private void wake() {
    followers.forEach(Follower::wake);
  }

  private void apply(ZtunnelChange change) {
    ChangeLog<Announced> log = log(change.id().type());
    String name = change.id().name();
    Optional<Announced> known = log.find(name);
    Optional<Announced.Live> before = known.flatMap(Announced::live);
    Optional<ZtunnelResource> now = change.resource();
    if (before.isEmpty() && now.isEmpty()) {
      return;
    }
    Optional<Announced.Live> same =
        now.flatMap(resource ->
            before
                .filter(was -> was.version().equals(resource.version()))
                .map(was -> new Announced.Live(resource, was.wire())));
    if (same.isPresent()) {
      // A change of causes alone: nothing to send.
      log.refresh(new Announced(name, known.orElseThrow().place(), same));
      return;
    }
    log.append(new Announced(name, ++place, now.map(Announced.Live::of)));
    before.ifPresent(was -> signs(was.resource()).forEach(sign -> remove(sign, name)));
    now.ifPresent(is ->
        signs(is).forEach(sign -> signs.computeIfAbsent(sign, _ -> new TreeSet<>()).add(name)));
  }

  private void remove(Sign sign, String name) {
    signs.computeIfPresent(
        sign,
        (_, names) -> {
          names.remove(name);
          return names.isEmpty() ? null : names;
        });
  }

  private static Stream<Sign> signs(ZtunnelResource resource) {
    return Stream.of(
            resource.aliases().stream().map(Sign.Alias::new),
            resource.services().stream().map(Sign.OfService::new),
            Stream.of(resource.node()).filter(node -> !node.isEmpty()).map(Sign.OnNode::new))
        .flatMap(each -> each);
  }

  private long passedByAll(ZtunnelType type) {
    return followers.stream().mapToLong(one -> one.passed(type)).min().orElse(Long.MAX_VALUE);
  }

  // For streams.

  boolean isReady() {
    return ready;
  }

  void attach(Follower follower) {
    followers.add(follower);
  }

  void detach(Follower follower) {
    followers.remove(follower);
  }

  /** Reads within one revision. */
  <T> T reading(Supplier<T> read) {
    lock.readLock().lock();
    try {
      return read.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Within {@link #reading}. */
  ChangeLog<Announced> log(ZtunnelType type) {
    return Objects.requireNonNull(logs.get(type));
  }

  /** The resource of that own name, if it is there. Within {@link #reading}. */
  Optional<Announced.Live> find(ZtunnelType type, String name) {
    return log(type).find(name).flatMap(Announced::live);
  }

  /**
   * The own names of all that somebody means who asks for a name: what has it as its own or as an
   * alias, and the workloads of each service among those. Within {@link #reading}.
   */
  SortedSet<String> meant(ZtunnelType type, String asked) {
    TreeSet<String> found = new TreeSet<>();
    if (find(type, asked).isPresent()) {
      found.add(asked);
    }
    if (type == ZtunnelType.ADDRESS) {
      found.addAll(with(new Sign.Alias(asked)));
      List.copyOf(found).forEach(name -> found.addAll(with(new Sign.OfService(name))));
    }
    return found;
  }

  /** The own names of the workloads on a node. Within {@link #reading}. */
  SortedSet<String> onNode(String node) {
    return with(new Sign.OnNode(node));
  }

  private SortedSet<String> with(Sign sign) {
    return signs.getOrDefault(sign, Collections.emptySortedSet());
  }
}
