package io.waystone.translator.envoy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKey;
import io.waystone.translator.mesh.Mesh;
import java.util.List;

/**
 * Where HBONE goes out: the internal listener {@code connect_originate} takes a connection whose
 * local address is the pod's, and tunnels it to port 15008 of that address.
 */
final class Originate {

  /** The metadata of an endpoint that names the pod's address and port. */
  static final String ORIGINAL_DST = "envoy.filters.listener.original_dst";

  static final Links LINKS =
      Links.needing(List.of(new ResourceId(ResourceType.CLUSTER, Names.CONNECT_ORIGINATE)));

  private static final int HBONE_PORT = 15008;

  private Originate() {}

  static Listener listener() {
    return Listener.newBuilder()
        .setName(Names.CONNECT_ORIGINATE)
        .setInternalListener(Listener.InternalListenerConfig.getDefaultInstance())
        .setUseOriginalDst(BoolValue.of(false))
        .addListenerFilters(PortListener.originalDst())
        .addFilterChains(
            FilterChain.newBuilder()
                .addFilters(
                    Filter.newBuilder()
                        .setName("envoy.filters.network.tcp_proxy")
                        .setTypedConfig(
                            Pack.any(
                                TcpProxy.newBuilder()
                                    .setStatPrefix(Names.CONNECT_ORIGINATE)
                                    .setCluster(Names.CONNECT_ORIGINATE)
                                    // Whoever has the connection that is inside decides how long
                                    // it may be silent. The default of an hour would cut a silent
                                    // websocket, which may be silent for ever.
                                    .setIdleTimeout(Duration.getDefaultInstance())
                                    .setTunnelingConfig(
                                        TcpProxy.TunnelingConfig.newBuilder()
                                            .setHostname("%DOWNSTREAM_LOCAL_ADDRESS%"))
                                    .build()))))
        .build();
  }

  static Cluster cluster(Mesh mesh) {
    return Cluster.newBuilder()
        .setName(Names.CONNECT_ORIGINATE)
        .setAltStatName(Names.CONNECT_ORIGINATE + ";")
        .setType(Cluster.DiscoveryType.ORIGINAL_DST)
        .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED)
        .setConnectTimeout(Common.seconds(10))
        .setCleanupInterval(Common.seconds(60))
        .setCircuitBreakers(Common.NO_LIMITS)
        .setOriginalDstLbConfig(
            Cluster.OriginalDstLbConfig.newBuilder()
                .setUpstreamPortOverride(UInt32Value.of(HBONE_PORT))
                .setMetadataKey(
                    MetadataKey.newBuilder()
                        .setKey(ORIGINAL_DST)
                        .addPath(MetadataKey.PathSegment.newBuilder().setKey("waypoint"))))
        .putTypedExtensionProtocolOptions(
            BackendCluster.HTTP_OPTIONS,
            Pack.any(
                io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.newBuilder()
                    .setCommonHttpProtocolOptions(
                        HttpProtocolOptions.newBuilder().setIdleTimeout(Common.IDLE))
                    .setExplicitHttpConfig(
                        io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                            .ExplicitHttpConfig.newBuilder()
                            .setHttp2ProtocolOptions(
                                Http2ProtocolOptions.newBuilder().setAllowConnect(true)))
                    .build()))
        .setTransportSocket(
            TransportSocket.newBuilder()
                .setName("tls")
                .setTypedConfig(
                    Pack.any(
                        UpstreamTlsContext.newBuilder()
                            .setCommonTlsContext(HboneTls.context(mesh))
                            .build())))
        .build();
  }
}
