package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The delta form: a position in the list of changes, and the exceptions. What was sent is not
 * remembered.
 */
final class DeltaSubscription implements Subscription {

  private final ResourceType type;
  private final Holds holds;
  private final Answers answers;
  private final Agenda agenda;
  private final Interest interest;
  private final Reception reception;

  /** What is to be removed from the client; empty for what nothing is known of. */
  private final Map<String, Optional<Entry>> removing = new LinkedHashMap<>();

  private Progress progress = new Progress.Starting();
  private Optional<InFlight> inFlight = Optional.empty();
  private long ackedRevision;

  /** Trials and removals take turns with the rest, so that nothing waits for all of another. */
  private boolean byTurns;

  /** Envoy waits for an answer to its first request, be it empty. */
  private boolean owesAnswer;

  DeltaSubscription(ResourceType type, Request.Ask.Delta first, Holds holds, Answers answers) {
    this.type = type;
    this.holds = holds;
    this.answers = answers;
    this.reception = new Reception(type, answers);
    this.agenda = new Agenda(first);
    this.interest = agenda.interest();
    this.owesAnswer = interest.all() && first.has().isEmpty();
  }

  // What the client says.

  @Override
  public void receive(Request request) {
    if (request.error().isPresent()) {
      refuse(request.nonce(), request.error().get());
    } else if (!request.nonce().isEmpty()) {
      acknowledge(request.nonce());
    }
    if (request.ask() instanceof Request.Ask.Delta ask) {
      unsubscribe(ask.unsubscribe());
      subscribe(ask.subscribe());
    }
  }

  private void subscribe(List<String> names) {
    if (names.contains(Interest.ALL) && progress instanceof Progress.Following at) {
      progress = at.fromTheBeginning();
    }
    agenda.subscribe(names, this::isInFlight);
  }

  private boolean isInFlight(String name) {
    return inFlight.filter(sent -> sent.content().containsKey(name)).isPresent();
  }

  private void unsubscribe(List<String> names) {
    agenda.unsubscribe(names, this::isInFlight);
    Stream<String> dropped =
        names.contains(Interest.ALL)
            ? Stream.of(names, removing.keySet(), holds.all(type), agenda.names().toList())
                .flatMap(Collection::stream)
            : names.stream();
    dropped.filter(name -> !interest.covers(name)).toList().forEach(this::drop);
  }

  private void drop(String name) {
    agenda.drop(name);
    removing.remove(name);
    reception.forget(name);
    holds.forget(id(name));
    answers.answered(id(name));
  }

  /** An unknown nonce is that of an earlier response, or of nobody: ignored. */
  private void acknowledge(String nonce) {
    answered(nonce)
        .ifPresent(sent -> {
          reception.accepted(sent.content());
          sent.content().keySet().forEach(name -> answers.answered(id(name)));
        });
  }

  /** The position stays: no roll-back. */
  private void refuse(String nonce, String error) {
    answered(nonce)
        .ifPresent(sent -> {
          reception.refused(sent.versions(), error);
          reception.cleared().forEach(one -> ask(one.name()));
          sent.content().keySet().forEach(name -> answers.answered(id(name)));
        });
  }

  private Optional<InFlight> answered(String nonce) {
    Optional<InFlight> response = inFlight.filter(sent -> sent.nonce().equals(nonce));
    if (response.isPresent()) {
      ackedRevision = response.get().revision();
      inFlight = Optional.empty();
    }
    return response;
  }

  private ResourceId id(String name) {
    return new ResourceId(type, name);
  }

  // What the client gets.

  @Override
  public boolean isIdle() {
    return inFlight.isEmpty();
  }

  @Override
  public void ask(String name) {
    agenda.ask(name);
  }

  @Override
  public void release(String name) {
    agenda.release(name);
  }

  @Override
  public void review(String name, String version) {
    agenda.review(name, version);
  }

  @Override
  public boolean names(String name) {
    return interest.names(name);
  }

  @Override
  public boolean covers(String name) {
    return interest.covers(name);
  }

  @Override
  public boolean isOutstanding(Entry entry) {
    return !progress.reaches(entry.place())
        || agenda.isDue(entry.name())
        || removing.containsKey(entry.name())
        || holds.has(entry.id())
        || isInFlight(entry.name())
        || (entry instanceof Entry.Live live && reception.isSuspect(live));
  }

  @Override
  public boolean isAtRest(Source source) {
    return inFlight.isEmpty()
        && agenda.isEmpty()
        && removing.isEmpty()
        && reception.isClear()
        && progress.reaches(source.end());
  }

  @Override
  public long passed() {
    return Math.min(progress.passed(), holds.firstRemoval(type) - 1);
  }

  @Override
  public boolean isOvertaken(Source source) {
    return progress.passed() < source.floor();
  }

  /** The tail of the list as far as the client is interested, after what was due already. */
  @Override
  public Optional<Response> next(
      Source source, boolean present, long revision, Needs needs, String nonce) {
    if (present && progress instanceof Progress.Starting) {
      begin(source);
    }
    if (!(progress instanceof Progress.Following)) {
      return Optional.empty();
    }
    Draft draft = new Draft();
    boolean all = false;
    byTurns = !byTurns && addOutOfTurn(source, draft);
    if (!byTurns) {
      all = new Pass(source, present, needs, draft).run() && removing.isEmpty();
      byTurns = draft.isEmpty() && addOutOfTurn(source, draft);
    }
    if (draft.isEmpty() && !(owesAnswer && present)) {
      ackedRevision = revision;
      return Optional.empty();
    }
    owesAnswer = false;
    Response.Delta response = draft.response(type, nonce, revision);
    inFlight = Optional.of(draft.inFlight(nonce, all ? revision : ackedRevision));
    return Optional.of(response);
  }

  private boolean addOutOfTurn(Source source, Draft draft) {
    reception
        .suspect(source, interest)
        .ifPresent(suspect -> draft.add(suspect.name(), Optional.of(suspect)));
    return !draft.isEmpty() || addRemovals(source, draft);
  }

  /**
   * Envoy: what it removes by a response that it refuses is gone, but it will say that it has it; a
   * response of removals alone is never refused.
   */
  private boolean addRemovals(Source source, Draft draft) {
    removing.keySet().removeIf(name -> source.find(name).flatMap(Entry::live).isPresent());
    removing.entrySet().removeIf(gone -> draft.add(gone.getKey(), gone.getValue()));
    return !draft.isEmpty();
  }

  /** Everything is read from the beginning, unless only names are asked for: they are due. */
  private void begin(Source source) {
    agenda.begin(source);
    progress = new Progress.Following(source.end(), interest.all() ? 0 : source.end());
  }

  /** One way through what is due and what is new, as far as there is room in a response. */
  private final class Pass {

    private final Source source;
    private final boolean present;
    private final Needs needs;
    private final Draft draft;
    private final List<ResourceId> skipped = new ArrayList<>();

    Pass(Source source, boolean present, Needs needs, Draft draft) {
      this.source = source;
      this.present = present;
      this.needs = needs;
      this.draft = draft;
    }

    /** Whether there was room for all. */
    boolean run() {
      boolean all = drainDue() && follow();
      skipped.forEach(answers::answered);
      return all;
    }

    private boolean drainDue() {
      Iterator<Map.Entry<String, Due>> waiting = agenda.due();
      while (waiting.hasNext()) {
        Map.Entry<String, Due> next = waiting.next();
        if (present || next.getValue() == Due.RELEASED) {
          String name = next.getKey();
          switch (judge(name, source.find(name), Optional.of(next.getValue()), Long.MAX_VALUE)) {
            case SENT, SKIPPED, HELD -> waiting.remove();
            case FULL -> {
              return false;
            }
          }
        }
      }
      return true;
    }

    private boolean follow() {
      Progress.Following at = (Progress.Following) progress;
      for (Entry entry : source.after(at.position())) {
        boolean old = entry instanceof Entry.Gone && entry.place() <= at.start();
        if (!interest.covers(entry.name()) || old) {
          skipped.add(entry.id());
        } else if (!agenda.isDue(entry.name()) && !draft.has(entry.name())) {
          Optional<Entry> news = Optional.of(entry);
          if (judge(entry.name(), news, Optional.empty(), at.position()) == Verdict.FULL) {
            return false;
          }
        }
        progress = at.at(entry.place());
      }
      agenda.readAll();
      return true;
    }

    /**
     * What becomes of a name.
     *
     * @param why empty if it is its turn
     * @param seen the place up to which the stream has seen its changes
     */
    private Verdict judge(String name, Optional<Entry> entry, Optional<Due> why, long seen) {
      Optional<Entry.Live> live = entry.flatMap(Entry::live);
      Optional<String> had = agenda.known(name);
      ResourceId id = id(name);
      if (had.isPresent() && had.equals(live.map(one -> one.resource().version()))) {
        return settle(id, live, Verdict.SKIPPED);
      }
      boolean kept =
          (why.equals(Optional.of(Due.UNKNOWN)) && live.isEmpty())
              ? holds.keepsUnknown(id)
              : entry
                  .filter(one -> holds.keeps(one, seen, agenda.had(name, why), needs))
                  .isPresent();
      if (kept) {
        return Verdict.HELD;
      }
      if (live.isEmpty()) {
        removing.put(name, entry);
      } else if (draft.add(name, live.flatMap(source::sendable).map(Entry.class::cast))) {
        removing.remove(name);
      } else {
        return Verdict.FULL;
      }
      return settle(id, live, Verdict.SENT);
    }

    private Verdict settle(ResourceId id, Optional<Entry.Live> live, Verdict verdict) {
      agenda.settled(id.name());
      holds.forget(id);
      if (live.isPresent() && live.get().resource().links().last()) {
        holds.opened();
      }
      if (verdict == Verdict.SKIPPED) {
        skipped.add(id);
      }
      return verdict;
    }
  }

  @Override
  public StreamState.OfType state() {
    return new StreamState.OfType(
        interest.all(),
        interest.names(),
        ackedRevision,
        new TreeSet<>(inFlight.map(sent -> sent.content().keySet()).orElse(new TreeSet<>())),
        holds.names(type),
        holds.draining(type),
        reception.refusals());
  }
}
