package io.waystone.translator.envoy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.RequestIDExtension;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.waystone.translator.input.PathNormalization;
import io.waystone.translator.mesh.MeshPort;
import io.waystone.translator.mesh.Protocol;
import io.waystone.translator.mesh.RequestSettings;

/** The HTTP connection manager of a service port; its routes and policies come by RDS. */
final class HttpConnection {

  private HttpConnection() {}

  static Filter filter(MeshPort port, RequestSettings settings) {
    HttpConnectionManager.Builder manager =
        base(port.key().port(), Names.http(port.key()), settings);
    if (port.protocol() == Protocol.HTTP2) {
      manager.setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance());
    }
    return filter(manager);
  }

  static Filter filter(HttpConnectionManager.Builder manager) {
    return Filter.newBuilder()
        .setName("envoy.filters.network.http_connection_manager")
        .setTypedConfig(Pack.any(manager.build()))
        .build();
  }

  /** With these routes, by RDS. */
  static HttpConnectionManager.Builder base(int port, String routes, RequestSettings settings) {
    return base(port, settings)
        .setRds(Rds.newBuilder().setRouteConfigName(routes).setConfigSource(Common.ADS));
  }

  /**
   * As istiod has it; x-forwarded-client-cert from a client is removed (the default). A stream may
   * be silent for as long as it likes: a gRPC stream, a websocket. A connection without a stream
   * may not.
   */
  static HttpConnectionManager.Builder base(int port, RequestSettings settings) {
    HttpConnectionManager.Builder manager =
        normalizing(HttpConnectionManager.newBuilder(), settings.paths())
            .setStatPrefix("inbound_0.0.0.0_" + port + ";")
            .setServerName("istio-envoy")
            .setUseRemoteAddress(BoolValue.of(false))
            .setStreamIdleTimeout(Duration.getDefaultInstance())
            .setCommonHttpProtocolOptions(
                HttpProtocolOptions.newBuilder().setIdleTimeout(Common.IDLE))
            // What nginx speaks to its upstreams by default.
            .setHttpProtocolOptions(Http1ProtocolOptions.newBuilder().setAcceptHttp10(true))
            .setProxy100Continue(true)
            .setRequestIdExtension(
                RequestIDExtension.newBuilder()
                    .setTypedConfig(
                        Pack.any(
                            UuidRequestIdConfig.newBuilder()
                                .setUseRequestIdForTraceSampling(BoolValue.of(true))
                                .build())))
            .addUpgradeConfigs(
                HttpConnectionManager.UpgradeConfig.newBuilder().setUpgradeType("websocket"));
    HttpSlot.in(settings).forEach(slot -> manager.addHttpFilters(slot.message()));
    return manager;
  }

  /** As the mesh says. Policies, routes and the backend all see the path that comes of it. */
  private static HttpConnectionManager.Builder normalizing(
      HttpConnectionManager.Builder manager, PathNormalization paths) {
    return manager
        .setNormalizePath(BoolValue.of(paths.compareTo(PathNormalization.BASE) >= 0))
        .setMergeSlashes(paths.compareTo(PathNormalization.MERGE_SLASHES) >= 0)
        .setPathWithEscapedSlashesAction(
            paths == PathNormalization.DECODE_AND_MERGE_SLASHES
                ? HttpConnectionManager.PathWithEscapedSlashesAction.UNESCAPE_AND_FORWARD
                : HttpConnectionManager.PathWithEscapedSlashesAction.KEEP_UNCHANGED);
  }
}
