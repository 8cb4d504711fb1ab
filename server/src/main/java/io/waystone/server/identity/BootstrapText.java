package io.waystone.server.identity;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Spells a {@link Bootstrap} as YAML. */
final class BootstrapText {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-zA-Z]+)}");

  private static final String TEMPLATE =
      """
      # Starts a stock Envoy as the waypoint ${waypoint}. Run it with
      #   ${command}
      # Without hot restart Envoy needs no shared memory and does not end with the thread that
      # started it. The drain time is how long a connection that a change of policy ended may live on.
      node:
        id: ${nodeId}
        cluster: ${nodeCluster}
        # For logs and dumps. What this proxy may get is decided by its credential.
        metadata:
          NAMESPACE: ${namespace}
          GATEWAY: ${gateway}
          CLUSTER_ID: ${clusterId}
      ${bind}
      # Whoever reaches this port rules the proxy: this machine only.
      admin:
        address:
          socket_address:
            address: ${adminAddress}
            port_value: ${adminPort}

      # Everything else comes from the control plane, on one stream.
      dynamic_resources:
        ads_config:
          api_type: DELTA_GRPC
          transport_api_version: V3
          set_node_on_first_message_only: true
          grpc_services:
          - google_grpc:
              target_uri: ${adsTarget}
              stat_prefix: waystone
              channel_credentials:
                ssl_credentials:${certificate}
                  root_certs:
                    inline_string: |
                      ${rootPem}${token}
              channel_args:
                args:
                  # The default of 4 MiB would break the stream at the first larger response, for ever.
                  grpc.max_receive_message_length: {int_value: -1}
                  # A control plane that vanished is noticed within 40 s, also on a silent stream.
                  grpc.keepalive_time_ms: {int_value: 30000}
                  grpc.keepalive_timeout_ms: {int_value: 10000}
                  grpc.http2.max_pings_without_data: {int_value: 0}
                  # The default waits up to 2 min before it connects again. (Between streams Envoy waits
                  # up to 30 s; that cannot be set for google_grpc.)
                  grpc.initial_reconnect_backoff_ms: {int_value: 500}
                  grpc.max_reconnect_backoff_ms: {int_value: 5000}
        # No time limit for the first answer: better to wait than to start with nothing.
        lds_config: {ads: {}, resource_api_version: V3, initial_fetch_timeout: 0s}
        cds_config: {ads: {}, resource_api_version: V3, initial_fetch_timeout: 0s}

      # The tunnel hands each connection to the internal listener of its service port. This cannot
      # come from the control plane.
      bootstrap_extensions:
      - name: envoy.bootstrap.internal_listener
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.bootstrap.internal_listener.v3.InternalListener

      # There is a listener and a cluster for each service port: with Envoy's stats for each of them
      # a first sync needs twice the CPU and memory. So these only; requests and bytes for each service
      # are in the Istio metrics.
      stats_config:
        stats_matcher:
          inclusion_list:
            patterns:
            - prefix: istiocustom.
            - prefix: wasmcustom.
            - contains: istio_
            - prefix: server.
            - prefix: control_plane.
            - prefix: cluster_manager.
            - prefix: listener_manager.
            - prefix: overload.
            - prefix: grpc.
            - prefix: sds.
            - prefix: http.connect_terminate.
            - prefix: listener.connect_terminate.
            - prefix: ${hboneListener}
            - prefix: cluster.connect_originate.
            - contains: rbac.
            - prefix: http..ext_authz.
      stats_flush_interval: ${statsFlushInterval}

      layered_runtime:
        layers:
        - name: static
          static_layer:
            # Paths and hosts in policies may need larger programs than Envoy's default of 100.
            re2.max_program_size.error_level: 32768

      # A limit that the sockets of a process reach first: who may connect is a matter of mTLS and
      # policy. Without any, Envoy warns at each start.
      overload_manager:
        resource_monitors:
        - name: envoy.resource_monitors.global_downstream_max_connections
          typed_config:
            "@type": type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig
            max_active_downstream_connections: 1000000
      """;

  private BootstrapText() {}

  static String of(Bootstrap bootstrap) {
    Map<String, String> values = values(bootstrap);
    // One pass: what looks like a placeholder within a value stays what it is.
    return PLACEHOLDER
        .matcher(TEMPLATE)
        .replaceAll(
            match -> Matcher.quoteReplacement(Objects.requireNonNull(values.get(match.group(1)))));
  }

  private static Map<String, String> values(Bootstrap bootstrap) {
    WaypointNode node = bootstrap.node();
    return Map.ofEntries(
        Map.entry("waypoint", node.waypoint().toString()),
        Map.entry("command", bootstrap.command()),
        Map.entry("nodeId", quoted(node.id())),
        Map.entry("nodeCluster", quoted(node.cluster())),
        Map.entry("namespace", quoted(node.waypoint().namespace())),
        Map.entry("gateway", quoted(node.waypoint().name())),
        Map.entry("clusterId", quoted(node.clusterId())),
        Map.entry("bind", bind(node)),
        Map.entry("adminAddress", quoted(bootstrap.admin().host())),
        Map.entry("adminPort", String.valueOf(bootstrap.admin().port())),
        Map.entry("adsTarget", quoted(bootstrap.controlPlane().ads().toString())),
        Map.entry("rootPem", block(bootstrap.controlPlane().rootPem(), 16)),
        Map.entry("token", token(bootstrap.files())),
        Map.entry("certificate", certificate(bootstrap.files())),
        Map.entry("hboneListener", quoted(listenerStats(node.hbone()))),
        Map.entry("statsFlushInterval", seconds(bootstrap.statsFlushInterval())));
  }

  /** What follows the TLS settings where the proxy shows a token. */
  private static String token(BootstrapFiles files) {
    return files.key().isPresent()
        ? ""
        : lines(
            """
            # google_grpc, and not envoy_grpc, because it can show a token from a file. The file is
            # read for each stream, so a new token needs no restart.
            credentials_factory_name: envoy.grpc_credentials.file_based_metadata
            call_credentials:
            - from_plugin:
                name: envoy.grpc_credentials.file_based_metadata
                typed_config:
                  "@type": type.googleapis.com/envoy.config.grpc_credential.v3.FileBasedMetadataConfig
                  secret_data:
                    filename: %s
                  header_key: authorization
                  header_prefix: "Bearer "
            """
                .formatted(quoted(files.credential().toString())),
            8);
  }

  /** What is within the TLS settings where it shows a certificate. */
  private static String certificate(BootstrapFiles files) {
    return files
        .key()
        .map(key ->
            lines(
                """
                # Envoy reads them when it starts: a new certificate needs a restart.
                private_key: {filename: %s}
                cert_chain: {filename: %s}
                """
                    .formatted(quoted(key.toString()), quoted(files.credential().toString())),
                12))
        .orElse("");
  }

  /** On lines of their own, behind what is there. */
  private static String lines(String text, int indent) {
    return "\n" + " ".repeat(indent) + block(text, indent);
  }

  private static String bind(WaypointNode node) {
    return node.bind()
        .map(
            at -> "    # Where it takes HBONE.\n    WAYSTONE_BIND: " + quoted(at.toString()) + "\n")
        .orElse("");
  }

  /** Envoy names the stats of a listener by its address, with each colon replaced. */
  private static String listenerStats(HostPort address) {
    return "listener." + address.toString().replace(':', '_') + ".";
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
  }

  private static String block(String text, int indent) {
    return text.strip().lines().collect(Collectors.joining("\n" + " ".repeat(indent)));
  }

  private static String quoted(String text) {
    return text.chars()
        .mapToObj(BootstrapText::escaped)
        .collect(Collectors.joining("", "\"", "\""));
  }

  private static String escaped(int unit) {
    return switch (unit) {
      case '"', '\\' -> "\\" + (char) unit;
      default -> Character.isISOControl(unit) ? "\\x%02x".formatted(unit) : "" + (char) unit;
    };
  }
}
