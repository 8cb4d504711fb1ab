package io.waystone.server.ads;

import com.google.common.base.Splitter;
import com.google.common.collect.Maps;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One type of resources on the stream of a ztunnel: a position in the list of changes, what was
 * asked for by name, and the exceptions. At most one response is in flight.
 */
final class ZtunnelSubscription {

  /** What a response may hold: policies come before the workloads that name them, and go after. */
  enum Part {
    CHANGES,
    REMOVALS
  }

  private record InFlight(String nonce, long revision, Map<String, Optional<String>> versions) {}

  private final ZtunnelType type;
  private final Optional<String> node;
  private final ZtunnelInterest interest;

  /** What the client had before this stream, until all was read. */
  private final Map<String, String> known;

  /** Names that it asks for, and that are to be looked up. */
  private final Set<String> asked = new LinkedHashSet<>();

  /** Own names that are to be sent although the position is past them. */
  private final Set<String> due = new LinkedHashSet<>();

  private final Set<String> removing = new LinkedHashSet<>();
  private final SortedMap<String, Refused> refused = new TreeMap<>();

  private Progress progress = new Progress.Starting();
  private long ackedRevision;
  private Optional<InFlight> inFlight = Optional.empty();

  /** ztunnel waits for an answer to each request with names, and to its first; be it empty. */
  private boolean owesAnswer = true;

  /**
   * Begins with the first request.
   *
   * @param node whose workloads this client always gets
   */
  ZtunnelSubscription(ZtunnelType type, Request.Ask.Delta first, Optional<String> node) {
    this.type = type;
    this.node = node;
    known = new HashMap<>(first.has());
    Interest wanted = Interest.ofFirst(first.subscribe());
    wanted.remove(first.unsubscribe());
    interest = new ZtunnelInterest(node, wanted);
    if (!wanted.all()) {
      // ztunnel: after a reconnect it names what it has there alone.
      wanted.add(known.keySet());
      wanted.remove(first.unsubscribe());
      asked.addAll(wanted.names());
    }
  }

  // What the client says.

  void receive(Request request) {
    inFlight
        .filter(sent -> sent.nonce().equals(request.nonce()))
        .ifPresent(sent -> answered(sent, request.error()));
    if (request.ask() instanceof Request.Ask.Delta ask) {
      unsubscribe(ask.unsubscribe());
      subscribe(ask.subscribe());
    }
  }

  /** The position stays where it is, whatever the answer. */
  private void answered(InFlight sent, Optional<String> error) {
    ackedRevision = sent.revision();
    inFlight = Optional.empty();
    Map<String, String> reasons =
        error.map(text -> reasons(text, sent.versions().keySet())).orElse(Map.of());
    sent.versions()
        .forEach((name, version) -> {
          String reason = reasons.get(name);
          if (reason == null) {
            refused.remove(name);
          } else {
            refused.put(name, new Refused(version.orElse(""), reason));
          }
        });
  }

  /**
   * Why each is refused. ztunnel: it applies what is good and says {@code NAME: REASON; NAME:
   * REASON} of the rest. If it names nothing that was sent, nobody knows: it may be all.
   */
  private static Map<String, String> reasons(String error, Set<String> sent) {
    Map<String, StringBuilder> named = new HashMap<>();
    Optional<StringBuilder> reason = Optional.empty();
    for (String part : Splitter.on("; ").split(error)) {
      int end = part.indexOf(": ");
      if (end >= 0 && sent.contains(part.substring(0, end))) {
        reason = Optional.of(new StringBuilder(part.substring(end + 2)));
        named.put(part.substring(0, end), reason.get());
      } else {
        reason.ifPresent(text -> text.append("; ").append(part));
      }
    }
    return named.isEmpty()
        ? Maps.toMap(sent, _ -> error)
        : Maps.transformValues(named, StringBuilder::toString);
  }

  private void subscribe(List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    owesAnswer = true;
    if (names.contains(Interest.ALL) && progress instanceof Progress.Following at) {
      progress = at.fromTheBeginning();
    }
    interest.asked().add(names);
    for (String name : names) {
      if (!name.equals(Interest.ALL)) {
        known.remove(name);
        asked.add(name);
      }
    }
  }

  private void unsubscribe(List<String> names) {
    interest.asked().remove(names);
    names.forEach(name -> {
      interest.take(name);
      asked.remove(name);
      due.remove(name);
      if (!interest.asked().covers(name)) {
        refused.remove(name);
      }
    });
  }

  // What the client gets.

  boolean isIdle() {
    return inFlight.isEmpty();
  }

  /** Whether everything that is there now was sent, acknowledged or not. */
  boolean isThrough(ZtunnelFeed feed) {
    return asked.isEmpty() && due.isEmpty() && progress.reaches(feed.log(type).end());
  }

  /** The place up to which this stream needs no removal any more. */
  long passed() {
    return progress.passed();
  }

  boolean isOvertaken(ZtunnelFeed feed) {
    return passed() < feed.log(type).floor();
  }

  /**
   * The next response, if there is something to send; only while nothing is in flight. Within
   * {@link ZtunnelFeed#reading}.
   */
  Optional<Conversation.Outgoing> next(ZtunnelFeed feed, String nonce, Set<Part> parts) {
    ChangeLog<Announced> log = feed.log(type);
    Progress.Following at =
        switch (progress) {
          case Progress.Starting _ -> begin(feed, log);
          case Progress.Following following -> following;
        };
    progress = at;
    ZtunnelDraft draft = new ZtunnelDraft();
    if (parts.contains(Part.CHANGES)) {
      lookUp(feed);
      if (drain(feed, draft)) {
        follow(at, log, draft);
      }
    }
    if (parts.contains(Part.REMOVALS) && due.isEmpty()) {
      removing.removeIf(name -> feed.find(type, name).isPresent());
      removing.removeIf(name -> draft.add(name, Optional.empty()));
    }
    boolean answers = owesAnswer && parts.contains(Part.CHANGES);
    boolean through = isThrough(feed) && removing.isEmpty();
    if (draft.isEmpty() && !answers) {
      ackedRevision = through ? feed.revision() : ackedRevision;
      return Optional.empty();
    }
    owesAnswer &= !answers;
    inFlight =
        Optional.of(
            new InFlight(nonce, through ? feed.revision() : ackedRevision, draft.versions()));
    return Optional.of(draft.response(type, nonce, feed.revision()));
  }

  private Progress.Following begin(ZtunnelFeed feed, ChangeLog<Announced> log) {
    if (interest.all()) {
      known.keySet().stream()
          .filter(name -> feed.find(type, name).isEmpty())
          .forEach(removing::add);
    } else {
      node.ifPresent(name -> due.addAll(feed.onNode(name)));
    }
    return new Progress.Following(log.end(), interest.all() ? 0 : log.end());
  }

  /**
   * A name may mean several resources, or none. ztunnel: who asks waits for a resource, or a
   * removal, of that very name; it reads no aliases. So what has the name comes last of all that is
   * meant, and where nothing has it as its own name, a removal of the name follows the rest: it
   * removes nothing there.
   */
  private void lookUp(ZtunnelFeed feed) {
    for (String name : asked) {
      SortedSet<String> meant = feed.meant(type, name);
      due.addAll(meant);
      if (meant.contains(name)) {
        due.remove(name);
        due.add(name);
        removing.remove(name);
      } else {
        removing.add(name);
      }
    }
    asked.clear();
  }

  /** Whether there was room for all. */
  private boolean drain(ZtunnelFeed feed, ZtunnelDraft draft) {
    Iterator<String> names = due.iterator();
    while (names.hasNext()) {
      String name = names.next();
      Optional<Announced.Live> live = feed.find(type, name);
      if (live.isPresent() && !send(name, live.get(), draft)) {
        return false;
      }
      names.remove();
    }
    return true;
  }

  private void follow(Progress.Following at, ChangeLog<Announced> log, ZtunnelDraft draft) {
    for (Announced change : log.after(at.position())) {
      String name = change.name();
      if (change.live().isPresent()) {
        Announced.Live live = change.live().get();
        if (interest.covers(live.resource()) && !send(name, live, draft)) {
          return;
        }
      } else if (change.place() > at.start() && interest.take(name)) {
        removing.add(name);
      }
      progress = at.at(change.place());
    }
    known.clear();
  }

  /** Whether there was room for it, or the client has it already. */
  private boolean send(String name, Announced.Live live, ZtunnelDraft draft) {
    if (live.version().equals(known.get(name)) || draft.add(name, Optional.of(live))) {
      known.remove(name);
      interest.give(name);
      return true;
    }
    return false;
  }

  /** What was asked for and is not answered is held back as well. */
  StreamState.OfType state() {
    SortedSet<String> heldBack = new TreeSet<>(removing);
    heldBack.addAll(asked);
    heldBack.addAll(due);
    return new StreamState.OfType(
        interest.all(),
        interest.names(),
        ackedRevision,
        new TreeSet<>(inFlight.map(sent -> sent.versions().keySet()).orElse(Set.of())),
        heldBack,
        Collections.emptySortedSet(),
        refused);
  }
}
