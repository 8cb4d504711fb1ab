package io.waystone.server.ads;

import com.google.protobuf.ByteString;
import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.mesh.WaypointKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The secrets of one stream, issued when it asks for them and again when they get old. */
final class SecretSource implements Source {

  /** An issuer that always says "now" does not make a stream spin. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private record Renewal(String version, Instant at) {}

  private final Secrets secrets;
  private final WaypointKey waypoint;
  private final InstantSource wall;
  private final Map<String, Renewal> renewals = new HashMap<>();

  /**
   * Whether a secret is what would be issued now is asked at most so often: a stream wakes often.
   */
  private Instant nextLook = Instant.MIN;

  /** Whether somebody woke the stream since that was asked. */
  private boolean postponed;

  /** The versions that the client came with, until another one is issued. */
  private final Map<String, String> held = new HashMap<>();

  SecretSource(Secrets secrets, WaypointKey waypoint, InstantSource wall) {
    this.secrets = secrets;
    this.waypoint = waypoint;
    this.wall = wall;
  }

  /**
   * Takes note of a secret that the client had before this stream. To be called before anything is
   * asked of this source. As long as it is good, {@link #find} answers with that version, and
   * nothing is issued until it is to be renewed, or sent.
   *
   * @param version as the client reports it
   */
  void held(String name, String version) {
    secrets
        .goodUntil(waypoint, name, version)
        .ifPresent(until -> {
          renewals.put(name, new Renewal(version, notTooSoon(until)));
          held.put(name, version);
        });
  }

  /** What the client should have; for what it came with, a version without bytes. */
  @Override
  public Optional<Entry> find(String name) {
    String version = held.get(name);
    if (version != null && secrets.goodUntil(waypoint, name, version).isPresent()) {
      return Optional.of(known(name, version));
    }
    return issue(name).map(Entry.class::cast);
  }

  /**
   * The same as it can be sent. A client that is to get what it came with, because it asks for it
   * again or gets the whole set, gets a new one: nobody else has the bytes of that.
   *
   * @return empty if there is no such secret any more
   */
  @Override
  public Optional<Entry.Live> sendable(Entry.Live found) {
    return isHeld(found) ? issue(found.name()) : Optional.of(found);
  }

  private Optional<Entry.Live> issue(String name) {
    held.remove(name);
    Optional<Secrets.Issued> issued = secrets.secret(waypoint, name);
    issued.ifPresentOrElse(
        secret ->
            renewals.put(
                name, new Renewal(secret.resource().version(), notTooSoon(secret.renewAt()))),
        () -> renewals.remove(name));
    return issued.map(secret -> Entry.Live.of(secret.resource(), 0, 0));
  }

  /** What the client came with: a version, whose bytes are nowhere but there. */
  private static Entry known(String name, String version) {
    ResourceId id = new ResourceId(ResourceType.SECRET, name);
    return Entry.Live.of(
        new Resource(id, version, ByteString.EMPTY, Links.NONE, new TreeSet<>()), 0, 0);
  }

  private static boolean isHeld(Entry.Live entry) {
    return entry.resource().body().isEmpty();
  }

  private Instant notTooSoon(Instant renewAt) {
    Instant soonest = wall.instant().plus(SHORTEST);
    return renewAt.isBefore(soonest) ? soonest : renewAt;
  }

  /**
   * Has those looked at again whose time has come, or that are not what would be issued now: the
   * waypoint may have another identity, the CA another signer. An unchanged one is not sent.
   */
  void renew(Subscription subscription) {
    Instant now = wall.instant();
    renewals.keySet().removeIf(name -> !subscription.names(name));
    held.keySet().retainAll(renewals.keySet());
    postponed = now.isBefore(nextLook);
    if (!postponed) {
      nextLook = now.plus(SHORTEST);
    }
    renewals.forEach((name, renewal) -> {
      if (!renewal.at().isAfter(now) || (!postponed && isOther(name, renewal.version()))) {
        subscription.review(name, renewal.version());
      }
    });
  }

  /** One that is not there any more stays: the view says when all of a waypoint goes. */
  private boolean isOther(String name, String version) {
    return secrets.goodUntil(waypoint, name, version).isEmpty()
        && secrets
            .secret(waypoint, name)
            .filter(issued -> !issued.resource().version().equals(version))
            .isPresent();
  }

  /** The nanoseconds until the next renewal; {@link Long#MAX_VALUE} for none. */
  long nextIn() {
    Instant now = wall.instant();
    long look = postponed ? Nanos.between(now, nextLook) : Long.MAX_VALUE;
    return renewals.values().stream()
        .mapToLong(renewal -> Nanos.between(now, renewal.at()))
        .reduce(look, Math::min);
  }

  @Override
  public List<Entry.Live> live() {
    return List.of();
  }

  @Override
  public Iterable<Entry> after(long place) {
    return List.of();
  }

  @Override
  public long end() {
    return 0;
  }

  @Override
  public long floor() {
    return 0;
  }
}
