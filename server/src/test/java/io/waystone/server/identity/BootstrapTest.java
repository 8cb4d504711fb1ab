package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.waystone.translator.mesh.WaypointKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class BootstrapTest {

  private static final String ROOT_PEM =
      "-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----\n";
  private static final WaypointNode NODE =
      new WaypointNode(
          new WaypointKey("shop", "bookinfo"),
          "10.1.2.3",
          "cluster.local",
          "Kubernetes",
          Optional.empty());
  private static final BootstrapFiles FILES = BootstrapFiles.at(Path.of("/etc/wp/bookinfo.yaml"));

  @Test
  void theNodeSaysWhoItIs() {
    assertThat(at(parsed(standard()), "node"))
        .isEqualTo(
            Map.of(
                "id", "waypoint~10.1.2.3~bookinfo.shop~shop.svc.cluster.local",
                "cluster", "bookinfo.shop",
                "metadata",
                    Map.of(
                        "NAMESPACE", "shop", "GATEWAY", "bookinfo", "CLUSTER_ID", "Kubernetes")));
  }

  @Test
  void theBindAddressIsInTheMetadata() {
    Object root = parsed(bound("[::1]:15008"));

    assertThat(at(root, "node", "metadata", "WAYSTONE_BIND")).isEqualTo("[::1]:15008");
    assertThat(prefixes(root)).contains("listener.[__1]_15008.");
    assertThat(prefixes(parsed(standard()))).contains("listener.0.0.0.0_15008.");
  }

  @Test
  void theStreamIsDeltaAdsOverTlsWithATokenFromTheFile() {
    Object ads = at(parsed(standard()), "dynamic_resources", "ads_config");
    assertThat(at(ads, "api_type")).isEqualTo("DELTA_GRPC");
    assertThat(at(ads, "transport_api_version")).isEqualTo("V3");
    assertThat(at(ads, "set_node_on_first_message_only")).isEqualTo(true);

    Object grpc = at(ads, "grpc_services", 0, "google_grpc");
    assertThat(at(grpc, "target_uri")).isEqualTo("[2001:db8::7]:15010");
    assertThat(at(grpc, "channel_credentials", "ssl_credentials", "root_certs", "inline_string"))
        .isEqualTo(ROOT_PEM);
    assertThat(at(grpc, "credentials_factory_name"))
        .isEqualTo("envoy.grpc_credentials.file_based_metadata");
    assertThat(at(grpc, "call_credentials", 0, "from_plugin", "typed_config"))
        .isEqualTo(
            Map.of(
                "@type",
                "type.googleapis.com/envoy.config.grpc_credential.v3.FileBasedMetadataConfig",
                "secret_data",
                Map.of("filename", "/etc/wp/bookinfo.token"),
                "header_key",
                "authorization",
                "header_prefix",
                "Bearer "));
    assertThat(at(grpc, "channel_args", "args", "grpc.max_receive_message_length", "int_value"))
        .isEqualTo(-1);
  }

  @Test
  void aCertificateIsReadFromItsFilesInPlaceOfAToken() {
    Object grpc =
        at(
            parsed(with(BootstrapFiles.withCertificate(Path.of("/etc/wp/bookinfo.yaml")))),
            "dynamic_resources",
            "ads_config",
            "grpc_services",
            0,
            "google_grpc");

    assertThat(at(grpc, "channel_credentials", "ssl_credentials"))
        .isEqualTo(
            Map.of(
                "root_certs", Map.of("inline_string", ROOT_PEM),
                "private_key", Map.of("filename", "/etc/wp/bookinfo.key"),
                "cert_chain", Map.of("filename", "/etc/wp/bookinfo.crt")));
    assertThat(((Map<?, ?>) grpc).keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrder(
            "target_uri", "stat_prefix", "channel_credentials", "channel_args");
  }

  @Test
  void listenersAndClustersAreWaitedForOnTheStream() {
    Object dynamic = at(parsed(standard()), "dynamic_resources");
    Map<String, Object> source =
        Map.of("ads", Map.of(), "resource_api_version", "V3", "initial_fetch_timeout", "0s");

    assertThat(at(dynamic, "lds_config")).isEqualTo(source);
    assertThat(at(dynamic, "cds_config")).isEqualTo(source);
  }

  @Test
  void statsAreNotKeptForEachServicePort() {
    assertThat(prefixes(parsed(standard())))
        .contains("istiocustom.", "wasmcustom.", "server.", "control_plane.")
        .noneMatch("cluster.inbound-vip|9080|http|a.b.svc.cluster.local.upstream_rq"::startsWith)
        .noneMatch("listener.envoy_internal_a.b.svc.cluster.local|9080.cx_total"::startsWith);
  }

  @Test
  void theOptionsAreInIt() {
    Object root =
        parsed(
            new Bootstrap(
                NODE,
                controlPlane(),
                FILES,
                HostPort.parse("[::1]:15001"),
                Duration.ofMillis(1500),
                OptionalInt.of(2)));

    assertThat(at(root, "admin", "address", "socket_address"))
        .isEqualTo(Map.of("address", "::1", "port_value", 15001));
    assertThat(at(root, "stats_flush_interval")).isEqualTo("1.5s");
    assertThat(at(parsed(standard()), "stats_flush_interval")).isEqualTo("5s");
  }

  @Test
  void itBeginsWithTheCommandThatStartsIt() {
    assertThat(standard().text())
        .contains("#   envoy -c /etc/wp/bookinfo.yaml --disable-hot-restart --drain-time-s 30\n")
        .doesNotContain("${");
    assertThat(with(BootstrapFiles.at(Path.of("/my files/it's.yaml"))).command())
        .startsWith("envoy -c '/my files/it'\\''s.yaml' ");
  }

  @Test
  void whatLooksLikeYamlInANameStaysAName() {
    BootstrapFiles files = BootstrapFiles.at(Path.of("/w/a\": {x} #${rootPem}\\é.yaml"));

    assertThat(
            at(
                parsed(with(files)),
                "dynamic_resources",
                "ads_config",
                "grpc_services",
                0,
                "google_grpc",
                "call_credentials",
                0,
                "from_plugin",
                "typed_config",
                "secret_data",
                "filename"))
        .isEqualTo("/w/a\": {x} #${rootPem}\\é.token");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BootstrapFiles.at(Path.of("/w/a\nadmin: {}\n.yaml")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> node(new WaypointKey("shop", "a\nadmin: {}"), Optional.empty()));
  }

  @Test
  void whatCannotWorkIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("0.0.0.0:15000", Duration.ofSeconds(5), OptionalInt.empty()))
        .withMessageContaining("loopback");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("127.0.0.1:15000", Duration.ZERO, OptionalInt.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("127.0.0.1:15000", Duration.ofMinutes(5), OptionalInt.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("127.0.0.1:15000", Duration.ofSeconds(5), OptionalInt.of(0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> node(NODE.waypoint(), Optional.of(HostPort.parse("localhost:15008"))));
  }

  private static Bootstrap standard() {
    return with(FILES);
  }

  private static Bootstrap with(BootstrapFiles files) {
    return Bootstrap.of(NODE, controlPlane(), files);
  }

  private static Bootstrap bound(String address) {
    return Bootstrap.of(
        node(NODE.waypoint(), Optional.of(HostPort.parse(address))), controlPlane(), FILES);
  }

  private static Bootstrap options(String admin, Duration flush, OptionalInt concurrency) {
    return new Bootstrap(NODE, controlPlane(), FILES, HostPort.parse(admin), flush, concurrency);
  }

  private static WaypointNode node(WaypointKey waypoint, Optional<HostPort> bind) {
    return new WaypointNode(waypoint, "10.1.2.3", "cluster.local", "Kubernetes", bind);
  }

  private static AdsEndpoint controlPlane() {
    return new AdsEndpoint(HostPort.parse("[2001:db8::7]:15010"), ROOT_PEM);
  }

  private static Object parsed(Bootstrap bootstrap) {
    return new Load(LoadSettings.builder().build()).loadFromString(bootstrap.text());
  }

  private static List<String> prefixes(Object root) {
    List<?> patterns =
        (List<?>) at(root, "stats_config", "stats_matcher", "inclusion_list", "patterns");
    return patterns.stream()
        .map(pattern -> String.valueOf(((Map<?, ?>) pattern).values().iterator().next()))
        .toList();
  }

  /** The value at a path of keys and indexes; fails if there is none. */
  private static Object at(Object tree, Object... path) {
    Object here = tree;
    for (Object step : path) {
      here =
          Objects.requireNonNull(
              step instanceof Integer index
                  ? ((List<?>) here).get(index)
                  : ((Map<?, ?>) here).get(step),
              () -> step + " in " + List.of(path));
    }
    return here;
  }
}
