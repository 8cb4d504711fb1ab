package io.waystone.translator.envoy;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKind;
import java.util.List;

/** Small messages that many resources have in common. */
final class Common {

  /** The largest value of a uint32: no limit. */
  private static final int UNLIMITED = -1;

  /** From the same stream; waited for without end, for a resource without it would be open. */
  static final ConfigSource ADS =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setInitialFetchTimeout(Duration.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  /** Envoy's default of 1,024 connections would refuse the tunnels of a busy mesh with 503. */
  static final CircuitBreakers NO_LIMITS =
      CircuitBreakers.newBuilder()
          .addThresholds(
              CircuitBreakers.Thresholds.newBuilder()
                  .setMaxConnections(UInt32Value.of(UNLIMITED))
                  .setMaxPendingRequests(UInt32Value.of(UNLIMITED))
                  .setMaxRequests(UInt32Value.of(UNLIMITED))
                  .setMaxRetries(UInt32Value.of(UNLIMITED)))
          .build();

  /**
   * How long a connection may have nothing to do before it is closed; Envoy's default, and so
   * istiod's. Said, so that it does not change with Envoy, and can be read in a dump.
   */
  static final Duration IDLE = seconds(3600);

  private Common() {}

  static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /**
   * The socket towards an internal listener: it carries the shared filter state across, and the
   * named metadata of the endpoint. Endpoints with a plain address are passed through.
   */
  static TransportSocket internalUpstream(List<String> hostMetadata) {
    InternalUpstreamTransport.Builder transport =
        InternalUpstreamTransport.newBuilder()
            .setTransportSocket(
                TransportSocket.newBuilder()
                    .setName("raw_buffer")
                    .setTypedConfig(Pack.any(RawBuffer.getDefaultInstance())));
    for (String name : hostMetadata) {
      transport.addPassthroughMetadata(
          InternalUpstreamTransport.MetadataValueSource.newBuilder()
              .setKind(MetadataKind.newBuilder().setHost(MetadataKind.Host.getDefaultInstance()))
              .setName(name));
    }
    return TransportSocket.newBuilder()
        .setName("internal_upstream")
        .setTypedConfig(Pack.any(transport.build()))
        .build();
  }
}
