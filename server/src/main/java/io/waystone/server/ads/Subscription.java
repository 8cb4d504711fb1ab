package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceType;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One type of resources on one stream: a position in the list of changes, at most one response in
 * flight, and the exceptions. What was sent is not remembered.
 */
final class Subscription {

  /** Where the stream stands in the list of changes. */
  private sealed interface Progress {

    /** Nothing read yet. */
    record Starting() implements Progress {}

    /**
     * @param start removals up to here concern nothing that this client has
     * @param position what is up to here was sent, or is an exception
     */
    record Following(long start, long position) implements Progress {}
  }

  private final ResourceType type;
  private final Interest interest = new Interest();
  private final Map<String, Due> due = new LinkedHashMap<>();
  private final Refusals refusals = new Refusals();

  /** What the client had before this stream; dropped once the view was read to its end. */
  private final Map<String, String> known;

  private Progress progress = new Progress.Starting();
  private Optional<InFlight> inFlight = Optional.empty();
  private long ackedRevision;

  /** Envoy waits for an answer to its first request, be it empty. */
  private boolean owesAnswer;

  Subscription(ResourceType type, List<String> subscribed, Map<String, String> known) {
    this.type = type;
    this.known = new HashMap<>(known);
    subscribe(Interest.first(subscribed));
    this.owesAnswer = interest.all() && known.isEmpty();
  }

  // What the client says.

  void subscribe(List<String> names) {
    if (names.contains(Interest.ALL)) {
      progress = new Progress.Starting();
    }
    interest.add(names);
    names.stream().filter(name -> !name.equals(Interest.ALL)).forEach(this::ask);
  }

  void unsubscribe(List<String> names) {
    interest.remove(names);
    for (String name : names) {
      if (interest.covers(name)) {
        // xDS: the client has dropped it, and gets it again by its subscription to everything.
        ask(name);
      } else {
        due.remove(name);
        known.remove(name);
        refusals.forget(name);
      }
    }
    if (!interest.all()) {
      due.keySet().removeIf(name -> !interest.names(name));
    }
  }

  /** An unknown nonce is that of an earlier response, or of nobody: ignored. */
  void acknowledge(String nonce) {
    answered(nonce).ifPresent(refusals::acknowledged);
  }

  /** The refused resources; empty for an unknown nonce. The position stays: no roll-back. */
  Optional<InFlight> refuse(String nonce, String error) {
    Optional<InFlight> response = answered(nonce);
    response.ifPresent(refused -> refusals.refused(refused, error));
    return response;
  }

  private Optional<InFlight> answered(String nonce) {
    Optional<InFlight> response = inFlight.filter(sent -> sent.nonce().equals(nonce));
    if (response.isPresent()) {
      ackedRevision = response.get().revision();
      inFlight = Optional.empty();
    }
    return response;
  }

  // What the client gets.

  boolean isIdle() {
    return inFlight.isEmpty();
  }

  /** Sends this resource again, unless the client is not interested any more. */
  void ask(String name) {
    if (interest.covers(name)) {
      due.put(name, new Due.Asked());
    }
  }

  /** Looks at this resource again; the client has this version of it. */
  void review(String name, String version) {
    known.put(name, version);
    ask(name);
  }

  /** Whether the client asks for this one by its name. */
  boolean names(String name) {
    return interest.names(name);
  }

  boolean covers(String name) {
    return interest.covers(name);
  }

  /** Whether the client has not answered for the last change of this entry. */
  boolean isOutstanding(Entry entry) {
    boolean ahead =
        switch (progress) {
          case Progress.Starting() -> true;
          case Progress.Following(_, long position) -> entry.place() > position;
        };
    return ahead
        || due.containsKey(entry.name())
        || inFlight.filter(sent -> sent.versions().containsKey(entry.name())).isPresent();
  }

  boolean isRefused(Entry.Live entry) {
    return refusals.holds(entry.name(), entry.resource().version());
  }

  /** The place up to which this stream needs no removal any more. */
  long passed() {
    return switch (progress) {
      case Progress.Starting() -> Long.MAX_VALUE;
      case Progress.Following(long start, long position) ->
          due.values().stream()
              .mapToLong(why -> why instanceof Due.Held held ? held.place() - 1 : Long.MAX_VALUE)
              .reduce(Math.max(start, position), Math::min);
    };
  }

  /** Whether removals that this stream has not read are forgotten. */
  boolean isOvertaken(Source source) {
    return progress instanceof Progress.Following(long start, long position)
        && Math.max(start, position) < source.floor();
  }

  /**
   * The next response, if there is something to send: the tail of the list as far as the client is
   * interested, after what was due already. Only while nothing is in flight.
   *
   * @param present whether the view is there; if not, only what was removed with it goes
   * @param revision the one that the source is at
   */
  Optional<Response> next(
      Source source, boolean present, long revision, Holds holds, String nonce) {
    if (present && progress instanceof Progress.Starting) {
      begin(source);
    }
    if (!(progress instanceof Progress.Following(long start, _))) {
      return Optional.empty();
    }
    Draft draft = new Draft();
    boolean all = drainDue(source, present, holds, draft) && follow(source, start, holds, draft);
    if (draft.isEmpty() && !(owesAnswer && present)) {
      ackedRevision = revision;
      return Optional.empty();
    }
    owesAnswer = false;
    Response response = draft.response(type, nonce, revision);
    inFlight = Optional.of(InFlight.of(response, all ? revision : ackedRevision));
    return Optional.of(response);
  }

  /** What is asked for by name is due already; everything else is read from the beginning. */
  private void begin(Source source) {
    long end = source.end();
    if (interest.all()) {
      due.keySet().removeIf(name -> source.find(name).isPresent());
      known.keySet().stream()
          .filter(name -> !(source.find(name).orElse(null) instanceof Entry.Live))
          .forEach(name -> due.put(name, new Due.Asked()));
      progress = new Progress.Following(end, 0);
    } else {
      known.keySet().retainAll(interest.names());
      progress = new Progress.Following(end, end);
    }
  }

  private boolean drainDue(Source source, boolean present, Holds holds, Draft draft) {
    Iterator<Map.Entry<String, Due>> waiting = due.entrySet().iterator();
    while (waiting.hasNext()) {
      Map.Entry<String, Due> next = waiting.next();
      String name = next.getKey();
      if (next.getValue() instanceof Due.Asked && !present) {
        continue;
      }
      Optional<Entry> entry = source.find(name);
      switch (judge(name, entry, Optional.of(next.getValue()), holds, draft)) {
        case SENT, SKIPPED -> waiting.remove();
        case HELD -> entry.ifPresent(held -> next.setValue(hold(held, next.getValue(), holds)));
        case FULL -> {
          return false;
        }
      }
    }
    return true;
  }

  private boolean follow(Source source, long start, Holds holds, Draft draft) {
    Progress.Following at = (Progress.Following) progress;
    for (Entry entry : source.after(at.position())) {
      String name = entry.name();
      boolean old = entry instanceof Entry.Gone && entry.place() <= start;
      if (interest.covers(name) && !old && !due.containsKey(name) && !draft.has(name)) {
        switch (judge(name, Optional.of(entry), Optional.empty(), holds, draft)) {
          case SENT, SKIPPED -> {}
          case HELD -> due.put(name, new Due.Held(holds.newDeadline(), entry.place()));
          case FULL -> {
            return false;
          }
        }
      }
      progress = new Progress.Following(start, entry.place());
    }
    known.clear();
    return true;
  }

  private static Due hold(Entry entry, Due before, Holds holds) {
    return switch (before) {
      case Due.Asked() -> new Due.Held(holds.newDeadline(), entry.place());
      case Due.Held(long until, _) -> new Due.Held(until, entry.place());
    };
  }

  private Verdict judge(
      String name, Optional<Entry> entry, Optional<Due> why, Holds holds, Draft draft) {
    Optional<Entry.Live> live =
        entry.filter(Entry.Live.class::isInstance).map(Entry.Live.class::cast);
    if (live.isPresent() && live.get().resource().version().equals(known.remove(name))) {
      return Verdict.SKIPPED;
    }
    if (live.isPresent() && isRefused(live.get()) && !(why.orElse(null) instanceof Due.Asked)) {
      return Verdict.SKIPPED;
    }
    boolean late = why.orElse(null) instanceof Due.Held held && holds.over(held.until());
    if (!late && entry.isPresent() && holds.wait(entry.get())) {
      return Verdict.HELD;
    }
    if (!draft.fits(Draft.size(name, live))) {
      return Verdict.FULL;
    }
    draft.add(name, live);
    return Verdict.SENT;
  }

  StreamState.OfType state() {
    SortedSet<String> held = new TreeSet<>();
    due.forEach((name, why) -> {
      if (why instanceof Due.Held) {
        held.add(name);
      }
    });
    return new StreamState.OfType(
        interest.all(),
        interest.names(),
        ackedRevision,
        new TreeSet<>(inFlight.map(sent -> sent.versions().keySet()).orElse(new TreeSet<>())),
        held,
        refusals.byName());
  }
}
