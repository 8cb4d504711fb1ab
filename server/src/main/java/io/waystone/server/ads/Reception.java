package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How one client takes what it gets of one type: what it refuses, and who is to blame. */
final class Reception {

  private final ResourceType type;
  private final Answers answers;
  private final Trial trial = new Trial();

  /** Until another version is accepted, be it the one that stands in for it. */
  private final SortedMap<String, Refused> refused = new TreeMap<>();

  Reception(ResourceType type, Answers answers) {
    this.type = type;
    this.answers = answers;
  }

  /** The client has accepted a response with this in it. */
  void accepted(Map<String, Optional<Entry>> content) {
    trial.acquitted();
    content.forEach((name, entry) -> {
      entry.flatMap(Entry::live).ifPresent(live -> live.accepted().set(true));
      if (entry.flatMap(Entry::insteadOf).isEmpty()) {
        refused.remove(name);
      }
    });
  }

  /**
   * The client has refused a response.
   *
   * @param versions in it, by name
   * @return the one to blame, if that is clear; it is in quarantine then
   */
  Optional<Trial.Suspect> refused(Map<String, String> versions, String error) {
    Optional<Trial.Suspect> guilty = trial.refused(versions, error);
    guilty.ifPresent(one -> {
      Refused refusal = new Refused(one.version(), error);
      refused.put(one.name(), refusal);
      answers.refused(new ResourceId(type, one.name()), refusal);
    });
    return guilty;
  }

  /** Those that are to be sent again together; each of them once. */
  List<Trial.Suspect> cleared() {
    return trial.cleared();
  }

  /** The client does not want it any more. */
  void forget(String name) {
    refused.remove(name);
  }

  /**
   * The next one that is to be sent by itself, as it was.
   *
   * @param interest what is not of interest any more, and what has changed, is not tried
   */
  Optional<Entry.Live> suspect(Source source, Interest interest) {
    for (Optional<Trial.Suspect> next = trial.next(); next.isPresent(); next = trial.next()) {
      Trial.Suspect suspect = next.get();
      if (interest.covers(suspect.name())
          && source.find(suspect.name()).orElse(null) instanceof Entry.Live live
          && live.resource().version().equals(suspect.version())) {
        return Optional.of(live);
      }
      trial.acquitted();
      answers.answered(new ResourceId(type, suspect.name()));
    }
    return Optional.empty();
  }

  boolean isSuspect(Entry.Live entry) {
    return trial.suspects(entry.name(), entry.resource().version());
  }

  /** Whether nobody is suspected. */
  boolean isClear() {
    return trial.isOver();
  }

  /** What the client refuses, by name. */
  SortedMap<String, Refused> refusals() {
    return Collections.unmodifiableSortedMap(refused);
  }
}
