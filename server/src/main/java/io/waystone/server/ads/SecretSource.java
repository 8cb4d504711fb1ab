package io.waystone.server.ads;

import io.waystone.translator.mesh.WaypointKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The secrets of one stream, issued when it asks for them and again when they get old. */
final class SecretSource implements Source {

  /** An issuer that always says "now" does not make a stream spin. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private record Renewal(String version, Instant at) {}

  private final Secrets secrets;
  private final WaypointKey waypoint;
  private final InstantSource wall;
  private final Map<String, Renewal> renewals = new HashMap<>();

  SecretSource(Secrets secrets, WaypointKey waypoint, InstantSource wall) {
    this.secrets = secrets;
    this.waypoint = waypoint;
    this.wall = wall;
  }

  @Override
  public Optional<Entry> find(String name) {
    Optional<Secrets.Issued> issued = secrets.secret(waypoint, name);
    issued.ifPresentOrElse(
        secret -> {
          Instant soonest = wall.instant().plus(SHORTEST);
          Instant at = secret.renewAt().isBefore(soonest) ? soonest : secret.renewAt();
          renewals.put(name, new Renewal(secret.resource().version(), at));
        },
        () -> renewals.remove(name));
    return issued.map(secret -> Entry.Live.of(secret.resource(), 0, 0));
  }

  /**
   * Has those looked at again whose time has come, or that are others now: the waypoint may have
   * another identity. An unchanged one is not sent.
   */
  void renew(Subscription subscription) {
    Instant now = wall.instant();
    renewals.keySet().removeIf(name -> !subscription.names(name));
    renewals.forEach((name, renewal) -> {
      if (!renewal.at().isAfter(now) || isOther(name, renewal.version())) {
        subscription.review(name, renewal.version());
      }
    });
  }

  /** One that is not there any more stays: the view says when all of a waypoint goes. */
  private boolean isOther(String name, String version) {
    return secrets
        .secret(waypoint, name)
        .filter(issued -> !issued.resource().version().equals(version))
        .isPresent();
  }

  /** The nanoseconds until the next renewal; {@link Long#MAX_VALUE} for none. */
  long nextIn() {
    Instant now = wall.instant();
    return renewals.values().stream()
        .mapToLong(renewal -> Nanos.between(now, renewal.at()))
        .min()
        .orElse(Long.MAX_VALUE);
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
