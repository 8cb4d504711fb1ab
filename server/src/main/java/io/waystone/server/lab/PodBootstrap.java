package io.waystone.server.lab;

import com.google.common.net.InetAddresses;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration of an Envoy that ends the tunnels of pods, as ztunnel does on a node. */
final class PodBootstrap {

  /** The port of HBONE. */
  static final int PORT = 15008;

  private PodBootstrap() {}

  /**
   * The bootstrap, in YAML. It holds private keys: the file is nobody else's to read.
   *
   * @param accessLog where Envoy writes the lines that {@link PodTunnel#parse} reads
   */
  static String text(List<LabPod> pods, String accessLog) {
    return """
    node: {id: pods, cluster: pods}
    admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
    static_resources:
      listeners:
    %s  clusters:
      - name: by_authority
        type: ORIGINAL_DST
        lb_policy: CLUSTER_PROVIDED
        connect_timeout: 2s
        original_dst_lb_config: {use_http_header: true, http_header_name: ":authority"}
        circuit_breakers: {thresholds: [{max_connections: 4294967295, max_pending_requests: 4294967295, max_requests: 4294967295, max_retries: 4294967295}]}
    """
        .formatted(
            pods.stream().map(pod -> listener(pod, accessLog)).collect(Collectors.joining()));
  }

  private static String listener(LabPod pod, String accessLog) {
    String address = InetAddresses.toUriString(pod.address());
    return """
      - name: %1$s
        address: {socket_address: {address: %2$s, port_value: %3$d}}
        filter_chains:
        - transport_socket:
            name: tls
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
              require_client_certificate: true
              common_tls_context:
                alpn_protocols: [h2]
                tls_params: {tls_minimum_protocol_version: TLSv1_3, tls_maximum_protocol_version: TLSv1_3}
                tls_certificates:
                - {certificate_chain: {inline_string: %4$s}, private_key: {inline_string: %5$s}}
                validation_context: {trusted_ca: {inline_string: %6$s}}
          filters:
          - name: hcm
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
              stat_prefix: hbone_inbound
              codec_type: HTTP2
              stream_idle_timeout: 0s
              upgrade_configs: [{upgrade_type: CONNECT}]
              http2_protocol_options: {allow_connect: true}
              access_log_options: {flush_log_on_tunnel_successfully_established: true}
              access_log:
              - name: file
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog
                  path: %7$s
                  log_format: {text_format_source: {inline_string: %8$s}}
              route_config:
                virtual_hosts:
                - name: default
                  domains: ["*"]
                  routes:
                  # A pod ends tunnels to itself only.
                  - match:
                      connect_matcher: {}
                      headers: [{name: ":authority", string_match: {prefix: %9$s}}]
                    route: {cluster: by_authority, timeout: 0s, upgrade_configs: [{upgrade_type: CONNECT, connect_config: {}}]}
              http_filters:
              - name: envoy.filters.http.router
                typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
    """
        .formatted(
            quote(pod.name()),
            quote(InetAddresses.toAddrString(pod.address())),
            PORT,
            quote(pod.credential().chain()),
            quote(pod.credential().key()),
            quote(pod.credential().roots()),
            quote(accessLog),
            quote(PodTunnel.format(pod.name())),
            quote(address + ":"))
        .indent(2);
  }

  /** A double-quoted YAML scalar. */
  private static String quote(String text) {
    return "\""
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\r", "")
            .replace("\n", "\\n")
            .replace("\t", "\\t")
        + "\"";
  }
}
