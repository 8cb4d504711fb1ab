package io.waystone.server.ads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.waystone.translator.envoy.Capabilities;
import io.waystone.translator.envoy.Capabilities.StatsLogger;
import io.waystone.translator.envoy.Capabilities.Strings;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectsTest {

  @Test
  void nodeWithoutMetadataIsStandard() {
    assertThat(Dialects.of(Node.getDefaultInstance())).isEqualTo(Dialect.STANDARD);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.10:15008, 127.0.0.10, 15008",
    "[fd00:0:0::0005]:15009, fd00::5, 15009",
    "[::ffff:10.0.0.1]:1, 10.0.0.1, 1"
  })
  void addressIsCanonical(String bind, String address, int port) {
    assertThat(Dialects.of(node(bind))).isEqualTo(new Dialect(address, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.0.0.10",
        "127.0.0.10:",
        "127.0.0.10:0",
        "127.0.0.10:65536",
        "127.1:15008",
        "localhost:15008",
        "fd00::5:15008",
        "[fe80::1%eth0]:15008",
        "[127.0.0.1",
        " 127.0.0.1:1"
      })
  void anythingElseIsRefused(String bind) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dialects.of(node(bind)))
        .withMessageContaining("\"" + bind + "\"");
  }

  /** What the real ones say of themselves; recorded, as far as it matters here. */
  @ParameterizedTest
  @CsvSource({
    "1.36.4, 1.36",
    "1.37.0, 1.37",
    "1.38.3, 1.38",
    "1.39.3, 1.39",
    "1.40.0, 1.40",
    "1.40.0, standard"
  })
  void aReleaseIsWhatItsVersionNames(String release, String name) throws IOException {
    assertThat(Dialects.of(recorded(release).build()))
        .isEqualTo(Dialect.STANDARD.with(Capabilities.named(name)));
  }

  @Test
  void theReleasesDifferInWhatTheyHave() throws IOException {
    assertThat(Dialects.of(recorded("1.36.4").build()).capabilities())
        .isEqualTo(new Capabilities(Strings.PLAIN, StatsLogger.NONE, false));
    assertThat(Dialects.of(recorded("1.38.3").build()).capabilities())
        .isEqualTo(new Capabilities(Strings.HASHABLE, StatsLogger.STAT_PREFIX, false));
    assertThat(Dialects.of(recorded("1.40.0").build())).isEqualTo(Dialect.STANDARD);
  }

  @Test
  void istiosOwnFiltersAreBothThereOrNot() throws IOException {
    Node.Builder node = recorded("1.40.0").addExtensions(filter("istio_stats"));
    assertThat(Dialects.of(node.build()).capabilities().istioFilters()).isFalse();
    node.addExtensions(filter("peer_metadata"));
    assertThat(Dialects.of(node.build()).capabilities().istioFilters()).isTrue();
  }

  @Test
  void whatIsDisabledIsNotThere() throws IOException {
    Node.Builder node = recorded("1.40.0");
    node.getExtensionsBuilderList().forEach(extension -> extension.setDisabled(true));
    assertThat(Dialects.of(node.build()).capabilities()).isEqualTo(Capabilities.named("1.36"));
  }

  @Test
  void aLoggerOfAnUnknownVersionGetsTheFieldThatAllTake() throws IOException {
    Node node = recorded("1.40.0").clearUserAgentBuildVersion().build();
    assertThat(Dialects.of(node).capabilities().stats()).isEqualTo(StatsLogger.STAT_PREFIX);
  }

  @Test
  void capabilitiesAndAddressAreBesideEachOther() throws IOException {
    Node node = recorded("1.37.0").mergeFrom(node("127.0.0.10:15008")).build();
    assertThat(Dialects.of(node))
        .isEqualTo(new Dialect("127.0.0.10", 15008).with(Capabilities.named("1.37")));
  }

  @Test
  void theViewIsThatOfTheNodesLocality() {
    WaypointKey waypoint = new WaypointKey("default", "wp");
    assertThat(Dialects.view(waypoint, Node.getDefaultInstance()))
        .isEqualTo(new ViewKey(waypoint, Dialect.STANDARD));
    Node node =
        Node.newBuilder()
            .setLocality(
                io.envoyproxy.envoy.config.core.v3.Locality.newBuilder()
                    .setRegion("r")
                    .setZone("z"))
            .build();
    assertThat(Dialects.view(waypoint, node))
        .isEqualTo(new ViewKey(waypoint, Dialect.STANDARD, new Locality("r", "z", "")));
  }

  private static Extension filter(String name) {
    return Extension.newBuilder()
        .setName("envoy.filters.http." + name)
        .setCategory("envoy.filters.http")
        .build();
  }

  private static Node.Builder recorded(String release) throws IOException {
    Node.Builder node = Node.newBuilder();
    try (InputStream json =
        Objects.requireNonNull(
            DialectsTest.class.getResourceAsStream("/nodes/" + release + ".json"))) {
      JsonFormat.parser().merge(new InputStreamReader(json, UTF_8), node);
    }
    return node;
  }

  private static Node node(String bind) {
    return Node.newBuilder()
        .setMetadata(
            Struct.newBuilder()
                .putFields(Dialects.BIND, Value.newBuilder().setStringValue(bind).build()))
        .build();
  }
}
