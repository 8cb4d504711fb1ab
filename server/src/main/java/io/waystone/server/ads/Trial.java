package io.waystone.server.ads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Finds out which resource of a refused response is to blame: the suspects are sent again, each by
 * itself, until one is refused; then the others go again together. The client's words only say
 * where to begin. They hold what users wrote, and who could name another's resource in them could
 * have that one taken out; and what Envoy did with the resources that it does not name depends on
 * where it stopped.
 */
final class Trial {

  /** A version of a resource that may be the one which was refused. */
  record Suspect(String name, String version) {}

  /**
   * A refused response.
   *
   * @param suspects those still to be tried
   * @param others of which the client said nothing; they are tried if none of the others is guilty
   */
  private record Refusal(Deque<Suspect> suspects, List<Suspect> others) {}

  /** How Envoy begins when it has gone through all of a response, clusters or listeners. */
  private static final String WENT_THROUGH = "Error adding/updating ";

  private final Deque<Refusal> refusals = new ArrayDeque<>();
  private Optional<Suspect> tried = Optional.empty();
  private final List<Suspect> cleared = new ArrayList<>();

  /**
   * A response was refused.
   *
   * @param sent the versions in it, by name
   * @return the one that is guilty, if that is clear already
   */
  Optional<Suspect> refused(Map<String, String> sent, String error) {
    if (tried.isPresent()) {
      return solved();
    }
    List<Suspect> all =
        new TreeMap<>(sent)
            .entrySet().stream().map(one -> new Suspect(one.getKey(), one.getValue())).toList();
    if (all.size() <= 1) {
      return all.stream().findFirst();
    }
    List<Suspect> named = all.stream().filter(one -> names(error, one.name())).toList();
    List<Suspect> others = all.stream().filter(one -> !named.contains(one)).toList();
    refusals.add(new Refusal(new ArrayDeque<>(named), others));
    return Optional.empty();
  }

  /** Whether the client has applied what it does not name. */
  static boolean appliesOthers(String error) {
    return error.startsWith(WENT_THROUGH);
  }

  private Optional<Suspect> solved() {
    Optional<Suspect> guilty = tried;
    Refusal refusal = refusals.remove();
    cleared.addAll(refusal.suspects());
    cleared.addAll(refusal.others());
    tried = Optional.empty();
    return guilty;
  }

  /** Those that are to be sent again together; each of them once. */
  List<Suspect> cleared() {
    List<Suspect> all = List.copyOf(cleared);
    cleared.clear();
    return all;
  }

  /**
   * The one under trial is not to blame: the client has accepted what was sent last, or it has
   * changed since, or nobody wants it any more.
   */
  void acquitted() {
    tried = Optional.empty();
  }

  /** The next one to be sent by itself, until it is accepted or refused. */
  Optional<Suspect> next() {
    while (tried.isEmpty() && !refusals.isEmpty()) {
      Refusal refusal = refusals.element();
      if (!refusal.suspects().isEmpty()) {
        tried = Optional.of(refusal.suspects().remove());
      } else {
        refusals.remove();
        if (!refusal.others().isEmpty()) {
          refusals.addFirst(new Refusal(new ArrayDeque<>(refusal.others()), List.of()));
        }
      }
    }
    return tried;
  }

  /** Whether nobody is suspected. */
  boolean isOver() {
    return tried.isEmpty() && refusals.isEmpty();
  }

  /** Whether this version is suspected, be it under trial or not. */
  boolean suspects(String name, String version) {
    Suspect suspect = new Suspect(name, version);
    return tried.equals(Optional.of(suspect))
        || refusals.stream()
            .anyMatch(one -> one.suspects().contains(suspect) || one.others().contains(suspect));
  }

  /** Names are made of these; one that is a part of a longer name is not meant. */
  static boolean names(String error, String name) {
    return Pattern.compile("(?<![\\w.|/-])" + Pattern.quote(name) + "(?![\\w|/-]|[.:]\\w)")
        .matcher(error)
        .find();
  }
}
