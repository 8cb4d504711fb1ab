package io.waystone.server.ads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.mesh.WaypointKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a client came with: kept while it is good, issued anew only then. */
class SecretSourceTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String NAME = "default";

  private final Issuer issuer = new Issuer();
  private final SecretSource source = new SecretSource(issuer, Samples.WAYPOINT, () -> NOW);

  /** Issues v1, v2, ... and takes one version for good. */
  private static final class Issuer implements Secrets {

    private final List<String> issued = new ArrayList<>();
    private String good = "";

    @Override
    public Optional<Issued> secret(WaypointKey waypoint, String name) {
      issued.add(name);
      return Optional.of(
          new Issued(
              new Resource(
                  new ResourceId(ResourceType.SECRET, name),
                  "v" + issued.size(),
                  ByteString.copyFromUtf8("a key"),
                  Links.NONE,
                  new TreeSet<>()),
              NOW.plus(Duration.ofHours(12))));
    }

    @Override
    public Optional<Instant> goodUntil(WaypointKey waypoint, String name, String version) {
      return good.equals(version) ? Optional.of(NOW.plusSeconds(60)) : Optional.empty();
    }
  }

  @Test
  void aGoodOneIsAnsweredWithItsVersionAndNothingIsIssued() {
    issuer.good = "old";
    source.held(NAME, "old");

    for (int i = 0; i < 3; i++) {
      assertThat(live(source.find(NAME)).resource().version()).isEqualTo("old");
    }
    assertThat(issuer.issued).isEmpty();
    assertThat(source.nextIn()).isEqualTo(Duration.ofSeconds(60).toNanos());
  }

  @Test
  void oneThatIsToBeSentIsIssued() {
    issuer.good = "old";
    source.held(NAME, "old");

    Entry.Live sent = source.sendable(live(source.find(NAME))).orElseThrow();

    assertThat(sent.resource().version()).isEqualTo("v1");
    assertThat(sent.resource().body().isEmpty()).isFalse();
    assertThat(source.sendable(sent)).containsSame(sent);
    assertThat(source.nextIn()).isEqualTo(Duration.ofHours(12).toNanos());
    issuer.good = "v2";
    assertThat(live(source.find(NAME)).resource().version()).isEqualTo("v2");
  }

  @Test
  void oneThatIsNotGoodIsIssuedAtOnce() {
    source.held(NAME, "old");

    assertThat(live(source.find(NAME)).resource().version()).isEqualTo("v1");
  }

  @Test
  void oneThatIsNotGoodAnyMoreWhenItIsAskedForIsIssued() {
    issuer.good = "old";
    source.held(NAME, "old");
    issuer.good = "";

    assertThat(live(source.find(NAME)).resource().version()).isEqualTo("v1");
  }

  @Test
  void nothingShowsWhatIsInIt() {
    assertThat(live(source.find(NAME)) + " " + issuer.secret(Samples.WAYPOINT, NAME))
        .contains("v1")
        .doesNotContain("a key");
  }

  private static Entry.Live live(Optional<Entry> entry) {
    return (Entry.Live) entry.orElseThrow();
  }
}
