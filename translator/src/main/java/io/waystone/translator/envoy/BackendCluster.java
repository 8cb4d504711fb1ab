package io.waystone.translator.envoy;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.type.v3.Percent;
import io.waystone.translator.mesh.Backend;
import java.util.List;
import java.util.Optional;

/** A service port as a place that requests are sent to; its endpoints come by EDS. */
final class BackendCluster {

  static final String HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  /** Metadata namespace in which Istio's tools look. */
  static final String ISTIO = "istio";

  private BackendCluster() {}

  static Cluster cluster(Backend backend, Names.BackendForm form) {
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName(form.cluster())
            .setAltStatName(form.cluster() + ";")
            .setType(Cluster.DiscoveryType.EDS)
            .setEdsClusterConfig(
                Cluster.EdsClusterConfig.newBuilder()
                    .setEdsConfig(Common.ADS)
                    .setServiceName(form.cluster()))
            .setConnectTimeout(Common.seconds(10))
            .setLbPolicy(Cluster.LbPolicy.LEAST_REQUEST)
            .setCircuitBreakers(Common.NO_LIMITS)
            .setCommonLbConfig(
                Cluster.CommonLbConfig.newBuilder()
                    .setHealthyPanicThreshold(Percent.getDefaultInstance()))
            .setTransportSocket(Common.internalUpstream(List.of(Originate.ORIGINAL_DST, ISTIO)))
            .setMetadata(metadata(backend, form));
    httpOptions(form)
        .ifPresent(
            options -> cluster.putTypedExtensionProtocolOptions(HTTP_OPTIONS, Pack.any(options)));
    return cluster.build();
  }

  /** It warms until its endpoints are there. */
  static Links links(Cluster cluster) {
    return Links.completedBy(new ResourceId(ResourceType.ENDPOINTS, cluster.getName()));
  }

  /** Without options, HTTP/1.1. */
  private static Optional<HttpProtocolOptions> httpOptions(Names.BackendForm form) {
    if (!form.form().equals("http")) {
      return Optional.empty();
    }
    return switch (form.protocol()) {
      case HTTP2 ->
          Optional.of(
              HttpProtocolOptions.newBuilder()
                  .setExplicitHttpConfig(
                      HttpProtocolOptions.ExplicitHttpConfig.newBuilder()
                          .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance()))
                  .build());
      case DETECTED -> Optional.of(asClient().build());
      case HTTP, TCP, UNSUPPORTED -> Optional.empty();
    };
  }

  /** What is spoken is what the client speaks. */
  static HttpProtocolOptions.Builder asClient() {
    return HttpProtocolOptions.newBuilder()
        .setUseDownstreamProtocolConfig(
            HttpProtocolOptions.UseDownstreamHttpConfig.newBuilder()
                .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance())
                .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance()));
  }

  /** As istiod writes it: {@code istio: {services: [{host, name, namespace}], subset: http}}. */
  private static Metadata metadata(Backend backend, Names.BackendForm form) {
    Struct service =
        Struct.newBuilder()
            .putFields("host", text(backend.host()))
            .putFields("name", text(backend.service().name()))
            .putFields("namespace", text(backend.service().namespace()))
            .build();
    return Metadata.newBuilder()
        .putFilterMetadata(
            ISTIO,
            Struct.newBuilder()
                .putFields(
                    "services",
                    Value.newBuilder()
                        .setListValue(
                            ListValue.newBuilder()
                                .addValues(Value.newBuilder().setStructValue(service)))
                        .build())
                .putFields("subset", text(form.form()))
                .build())
        .build();
  }

  static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }
}
