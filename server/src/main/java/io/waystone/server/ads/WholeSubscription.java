package io.waystone.server.ads;

import com.google.common.collect.Maps;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The state-of-the-world form: each response is all that the client subscribes to. What is left out
 * is lost to the client, so what is held back or suspected has its last accepted version in the
 * set.
 */
final class WholeSubscription implements Subscription {

  /** A set that is not answered for. */
  private record Sent(String nonce, long revision, SortedMap<String, Entry.Live> set) {}

  private final ResourceType type;
  private final Holds holds;
  private final Answers answers;
  private final Interest interest;
  private final Reception reception;

  /** The version of the set that the client had before this stream; empty once it got another. */
  private String hadVersion;

  private SortedMap<String, Entry.Live> accepted = new TreeMap<>();
  private Optional<Sent> inFlight = Optional.empty();
  private String lastNonce = "";
  private long ackedRevision;

  /** The client is to get a set, also if it is the one that it has. */
  private boolean owesAnswer;

  /** There may be something to send. */
  private boolean stale = true;

  private long end = -1;

  WholeSubscription(ResourceType type, Request.Ask.Whole first, Holds holds, Answers answers) {
    this.type = type;
    this.holds = holds;
    this.answers = answers;
    this.reception = new Reception(type, answers);
    this.interest = interest(type, first.names());
    this.hadVersion = first.version();
    this.owesAnswer = hadVersion.isEmpty();
  }

  // What the client says.

  /** Envoy: no names at all mean everything for clusters and listeners only. */
  private static Interest interest(ResourceType type, List<String> first) {
    return switch (type) {
      case CLUSTER, LISTENER -> Interest.ofFirst(first);
      case SECRET, ENDPOINTS, ROUTES, EXTENSION -> Interest.ofNames(first);
    };
  }

  /** xDS: who answers an older response will answer the newer one, and name everything then. */
  @Override
  public void receive(Request request) {
    boolean current = request.nonce().isEmpty() || request.nonce().equals(lastNonce);
    if (current && request.ask() instanceof Request.Ask.Whole ask) {
      inFlight
          .filter(sent -> sent.nonce().equals(request.nonce()))
          .ifPresentOrElse(sent -> answered(sent, request.error()), this::isAsked);
      want(ask);
    }
  }

  /**
   * Envoy: who has nothing to answer for asks, be it for what it had: its clusters have changed.
   */
  private void isAsked() {
    owesAnswer = true;
    stale = true;
  }

  private void answered(Sent sent, Optional<String> error) {
    inFlight = Optional.empty();
    ackedRevision = sent.revision();
    stale = true;
    TreeSet<String> names = new TreeSet<>(accepted.keySet());
    names.addAll(sent.set().keySet());
    error.ifPresentOrElse(why -> refuse(sent.set(), why), () -> accept(sent.set()));
    names.forEach(name -> answers.answered(id(name)));
  }

  private void accept(SortedMap<String, Entry.Live> set) {
    reception.accepted(Maps.transformValues(set, Optional::of));
    accepted = new TreeMap<>(set);
  }

  /** A client that went through all of a set has applied what it does not name. */
  private void refuse(SortedMap<String, Entry.Live> set, String error) {
    TreeMap<String, String> changed = new TreeMap<>();
    set.forEach((name, entry) -> {
      if (!isAccepted(entry)) {
        changed.put(name, version(entry));
      }
    });
    Optional<Trial.Suspect> guilty = reception.refused(changed, error);
    // They go again with the next set anyway.
    reception.cleared();
    if (guilty.isPresent()) {
      // It may have been taken for applied, because the client did not name it.
      Trial.Suspect one = guilty.get();
      accepted
          .values()
          .removeIf(had -> had.name().equals(one.name()) && version(had).equals(one.version()));
    } else if (Trial.appliesOthers(error)) {
      changed.keySet().stream()
          .filter(name -> !Trial.names(error, name))
          .forEach(name -> accepted.put(name, Objects.requireNonNull(set.get(name))));
    }
  }

  private void want(Request.Ask.Whole ask) {
    if (interest.set(ask.names())) {
      owesAnswer = true;
      stale = true;
    }
    Stream.concat(accepted.keySet().stream(), holds.all(type).stream())
        .filter(name -> !interest.covers(name))
        .toList()
        .forEach(this::drop);
  }

  private void drop(String name) {
    accepted.remove(name);
    holds.forget(id(name));
    answers.answered(id(name));
  }

  private ResourceId id(String name) {
    return new ResourceId(type, name);
  }

  private static String version(Entry.Live entry) {
    return entry.resource().version();
  }

  private boolean isAccepted(Entry.Live entry) {
    return Optional.ofNullable(accepted.get(entry.name()))
        .filter(had -> version(had).equals(version(entry)))
        .isPresent();
  }

  // What the client gets.

  @Override
  public boolean isIdle() {
    return inFlight.isEmpty();
  }

  @Override
  public void ask(String name) {
    owesAnswer |= interest.covers(name);
    stale |= interest.covers(name);
  }

  @Override
  public void release(String name) {
    stale = true;
  }

  @Override
  public void review(String name, String version) {
    stale = true;
  }

  @Override
  public boolean covers(String name) {
    return interest.covers(name);
  }

  @Override
  public boolean names(String name) {
    return interest.names(name);
  }

  @Override
  public boolean isOutstanding(Entry entry) {
    return switch (entry) {
      case Entry.Live live -> !isAccepted(live);
      case Entry.Gone gone ->
          accepted.containsKey(gone.name())
              || inFlight.filter(sent -> sent.set().containsKey(gone.name())).isPresent();
    };
  }

  @Override
  public boolean isAtRest(Source source) {
    return inFlight.isEmpty() && !stale && end == source.end() && reception.isClear();
  }

  /** It reads what is there, and no history. */
  @Override
  public long passed() {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean isOvertaken(Source source) {
    return false;
  }

  @Override
  public Optional<Response> next(
      Source source, boolean present, long revision, Needs needs, String nonce) {
    boolean leaving = !present && accepted.isEmpty();
    if (leaving || (!stale && end == source.end())) {
      ackedRevision = leaving ? ackedRevision : revision;
      return Optional.empty();
    }
    stale = false;
    end = source.end();
    SortedMap<String, Entry.Live> all = all(source);
    if (!hadVersion.isEmpty() && hadVersion.equals(SetVersion.of(type, all))) {
      accepted = new TreeMap<>(all);
    }
    Optional<Entry.Live> suspect = reception.suspect(source, interest);
    SortedMap<String, Entry.Live> set = set(suspect, all, source, needs);
    hadVersion = "";
    if (suspect.isEmpty() && !owesAnswer && isAccepted(set)) {
      ackedRevision = revision;
      return Optional.empty();
    }
    stale |= suspect.isPresent();
    owesAnswer = false;
    lastNonce = nonce;
    SortedMap<String, Entry.Live> sent = new TreeMap<>();
    set.forEach((name, entry) -> source.sendable(entry).ifPresent(one -> sent.put(name, one)));
    inFlight = Optional.of(new Sent(nonce, revision, Collections.unmodifiableSortedMap(sent)));
    List<Entry.Live> entries =
        suspect
            .filter(_ -> losesNothing())
            .map(List::of)
            .orElseGet(() -> List.copyOf(sent.values()));
    return Optional.of(new Response.Whole(type, nonce, SetVersion.of(type, sent), entries));
  }

  /** Envoy: what is left out is lost for clusters and listeners only. */
  private boolean losesNothing() {
    return switch (type) {
      case CLUSTER, LISTENER -> false;
      case SECRET, ENDPOINTS, ROUTES, EXTENSION -> true;
    };
  }

  private boolean isAccepted(SortedMap<String, Entry.Live> set) {
    return set.keySet().equals(accepted.keySet())
        && set.values().stream().allMatch(this::isAccepted);
  }

  private SortedMap<String, Entry.Live> all(Source source) {
    SortedMap<String, Entry.Live> all = new TreeMap<>();
    Stream<Entry.Live> live =
        interest.all()
            ? source.live().stream()
            : interest.names().stream()
                .flatMap(name -> source.find(name).flatMap(Entry::live).stream());
    live.forEach(entry -> all.put(entry.name(), entry));
    return all;
  }

  /** What the client has accepted and one suspect; or all that it may have now. */
  private SortedMap<String, Entry.Live> set(
      Optional<Entry.Live> suspect, SortedMap<String, Entry.Live> all, Source source, Needs needs) {
    if (suspect.isPresent()) {
      SortedMap<String, Entry.Live> tried = new TreeMap<>(accepted);
      tried.put(suspect.get().name(), suspect.get());
      return tried;
    }
    SortedMap<String, Entry.Live> set = new TreeMap<>();
    all.forEach((name, entry) -> chosen(entry, needs).ifPresent(one -> set.put(name, one)));
    accepted.forEach((name, entry) -> {
      boolean kept =
          !all.containsKey(name)
              && source.find(name).orElse(null) instanceof Entry.Gone gone
              && holds.keeps(gone, Long.MAX_VALUE, Had.SOME, needs);
      if (kept) {
        set.put(name, entry);
      } else if (!all.containsKey(name)) {
        holds.forget(entry.id());
      }
    });
    return set;
  }

  /** This version, or the one that the client has. */
  private Optional<Entry.Live> chosen(Entry.Live entry, Needs needs) {
    Optional<Entry.Live> had = Optional.ofNullable(accepted.get(entry.name()));
    long seen = had.map(Entry.Live::place).orElse(Long.MAX_VALUE);
    // A client that comes back with a set loses what is left out of its first one here.
    boolean waits =
        !isAccepted(entry)
            && hadVersion.isEmpty()
            && holds.keeps(entry, seen, had.isPresent() ? Had.SOME : Had.NONE, needs);
    if (waits) {
      return had;
    }
    holds.forget(entry.id());
    if (entry.resource().links().last()) {
      holds.opened();
    }
    return Optional.of(entry);
  }

  @Override
  public StreamState.OfType state() {
    return new StreamState.OfType(
        interest.all(),
        interest.names(),
        ackedRevision,
        inFlight.map(sent -> new TreeSet<>(sent.set().keySet())).orElseGet(TreeSet::new),
        holds.names(type),
        holds.draining(type),
        reception.refusals());
  }
}
