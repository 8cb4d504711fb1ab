package io.waystone.translator.envoy;

import com.github.xds.type.matcher.v3.CelMatcher;
import com.github.xds.type.matcher.v3.HttpAttributesCelMatchInput;
import com.github.xds.type.matcher.v3.IPMatcher;
import com.github.xds.type.matcher.v3.Matcher;
import com.github.xds.type.matcher.v3.ServerNameMatcher;
import com.google.protobuf.BoolValue;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.rbac.v3.Action;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StderrAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.clusters.dns.v3.DnsCluster;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcher;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcherPerRoute;
import io.envoyproxy.envoy.extensions.filters.common.matcher.action.v3.SkipFilter;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.Buffer;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.BufferPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.composite.v3.Composite;
import io.envoyproxy.envoy.extensions.filters.http.composite.v3.ExecuteFilterAction;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.Compressor;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.CompressorPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.grpc_web.v3.GrpcWeb;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.health_check.v3.HealthCheck;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig;
import io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimit;
import io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.envoyproxy.envoy.extensions.filters.listener.original_src.v3.OriginalSrc;
import io.envoyproxy.envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.sni_cluster.v3.SniCluster;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.formatter.cel.v3.Cel;
import io.envoyproxy.envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery;
import io.envoyproxy.envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.xff.v3.XffConfig;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState;
import io.envoyproxy.envoy.extensions.load_balancing_policies.client_side_weighted_round_robin.v3.ClientSideWeightedRoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.cluster_provided.v3.ClusterProvided;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.maglev.v3.Maglev;
import io.envoyproxy.envoy.extensions.load_balancing_policies.random.v3.Random;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash;
import io.envoyproxy.envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.subset.v3.Subset;
import io.envoyproxy.envoy.extensions.load_balancing_policies.wrr_locality.v3.WrrLocality;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.ApplicationProtocolInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.DestinationIPInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.DestinationPortInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.DirectSourceIPInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.DynamicMetadataInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.FilterStateInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.ServerNameInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.SourceIPInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.SourcePortInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.SourceTypeInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.TransportProtocolInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.ssl.v3.DnsSanInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.ssl.v3.SubjectInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput;
import io.envoyproxy.envoy.extensions.matching.input_matchers.ip.v3.Ip;
import io.envoyproxy.envoy.extensions.matching.input_matchers.runtime_fraction.v3.RuntimeFraction;
import io.envoyproxy.envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig;
import io.envoyproxy.envoy.extensions.network.dns_resolver.getaddrinfo.v3.GetAddrInfoDnsResolverConfig;
import io.envoyproxy.envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig;
import io.envoyproxy.envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig;
import io.envoyproxy.envoy.extensions.rbac.audit_loggers.stream.v3.StdoutAuditLog;
import io.envoyproxy.envoy.extensions.rbac.matchers.upstream_ip_port.v3.UpstreamIpPortMatcher;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.envoyproxy.envoy.extensions.retry.host.omit_canary_hosts.v3.OmitCanaryHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.envoyproxy.envoy.extensions.tracers.opentelemetry.resource_detectors.v3.EnvironmentResourceDetectorConfig;
import io.envoyproxy.envoy.extensions.tracers.opentelemetry.samplers.v3.AlwaysOnSamplerConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.http_11_proxy.v3.Http11ProxyUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.tcp.v3.TcpProtocolOptions;
import io.envoyproxy.envoy.type.matcher.v3.HttpRequestHeaderMatchInput;
import io.envoyproxy.envoy.type.matcher.v3.HttpRequestQueryParamMatchInput;
import io.envoyproxy.envoy.type.matcher.v3.HttpResponseHeaderMatchInput;
import io.envoyproxy.envoy.type.matcher.v3.HttpResponseStatusCodeClassMatchInput;
import io.envoyproxy.envoy.type.matcher.v3.HttpResponseStatusCodeMatchInput;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The list of {@link AnyTypes}. Naming a class does not load it, so the length of the list costs
 * nothing; a type that is added to it needs nothing else.
 */
final class AnyTypeList {

  private static final Pattern NAME_PREFIX =
      Pattern.compile("^(io\\.envoyproxy|com\\.github\\.udpa|com\\.github|com)\\.");

  private static final List<Class<? extends Message>> VALUES =
      List.of(
          BoolValue.class,
          BytesValue.class,
          Duration.class,
          Empty.class,
          StringValue.class,
          Struct.class,
          com.github.udpa.udpa.type.v1.TypedStruct.class,
          com.github.xds.type.v3.TypedStruct.class,
          UInt32Value.class,
          UInt64Value.class,
          Value.class);

  private static final List<Class<? extends Message>> RESOURCES =
      List.of(
          Cluster.class,
          ClusterLoadAssignment.class,
          Listener.class,
          RouteConfiguration.class,
          TypedExtensionConfig.class);

  private static final List<Class<? extends Message>> NETWORK_FILTERS =
      List.of(
          io.envoyproxy.envoy.extensions.filters.network.direct_response.v3.Config.class,
          io.envoyproxy.envoy.extensions.filters.network.set_filter_state.v3.Config.class,
          ConnectionLimit.class,
          io.envoyproxy.envoy.extensions.filters.network.ext_authz.v3.ExtAuthz.class,
          HttpConnectionManager.class,
          io.envoyproxy.envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit.class,
          io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.class,
          SniCluster.class,
          TcpProxy.class,
          io.envoyproxy.envoy.extensions.filters.network.wasm.v3.Wasm.class);

  private static final List<Class<? extends Message>> LISTENER_FILTERS =
      List.of(
          HttpInspector.class,
          OriginalDst.class,
          OriginalSrc.class,
          ProxyProtocol.class,
          TlsInspector.class);

  private static final List<Class<? extends Message>> HTTP_FILTERS =
      List.of(
          Buffer.class,
          BufferPerRoute.class,
          Composite.class,
          Compressor.class,
          CompressorPerRoute.class,
          io.envoyproxy.envoy.extensions.filters.http.set_filter_state.v3.Config.class,
          io.envoyproxy.envoy.extensions.filters.http.set_metadata.v3.Config.class,
          Cors.class,
          CorsPolicy.class,
          ExecuteFilterAction.class,
          io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz.class,
          ExtAuthzPerRoute.class,
          ExtProcPerRoute.class,
          ExtensionWithMatcher.class,
          ExtensionWithMatcherPerRoute.class,
          ExternalProcessor.class,
          io.envoyproxy.envoy.config.route.v3.FilterConfig.class,
          io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig.class,
          GrpcWeb.class,
          HTTPFault.class,
          io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation.class,
          HeaderMutationPerRoute.class,
          HealthCheck.class,
          JwtAuthentication.class,
          io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit.class,
          PerRouteConfig.class,
          io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.class,
          RBACPerRoute.class,
          RateLimit.class,
          RateLimitPerRoute.class,
          Router.class,
          SkipFilter.class,
          StatefulSession.class,
          StatefulSessionPerRoute.class,
          UpstreamCodec.class,
          io.envoyproxy.envoy.extensions.filters.http.wasm.v3.Wasm.class);

  private static final List<Class<? extends Message>> HTTP_DETAILS =
      List.of(
          CookieBasedSessionState.class,
          CustomHeaderConfig.class,
          HeaderBasedSessionState.class,
          io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3
              .HeaderMutation.class,
          HttpProtocolOptions.class,
          OmitCanaryHostsPredicate.class,
          PreserveCaseFormatterConfig.class,
          PreviousHostsPredicate.class,
          PreviousPrioritiesConfig.class,
          TcpProtocolOptions.class,
          UriTemplateMatchConfig.class,
          UriTemplateRewriteConfig.class,
          UuidRequestIdConfig.class,
          XffConfig.class);

  private static final List<Class<? extends Message>> MATCHING =
      List.of(
          Action.class,
          ApplicationProtocolInput.class,
          CelMatcher.class,
          io.envoyproxy.envoy.extensions.rbac.principals.mtls_authenticated.v3.Config.class,
          DestinationIPInput.class,
          DestinationPortInput.class,
          DirectSourceIPInput.class,
          DnsSanInput.class,
          DynamicMetadataInput.class,
          FilterStateInput.class,
          HttpAttributesCelMatchInput.class,
          HttpRequestHeaderMatchInput.class,
          HttpRequestQueryParamMatchInput.class,
          HttpResponseHeaderMatchInput.class,
          HttpResponseStatusCodeClassMatchInput.class,
          HttpResponseStatusCodeMatchInput.class,
          IPMatcher.class,
          Ip.class,
          Matcher.class,
          io.envoyproxy.envoy.extensions.matching.input_matchers.metadata.v3.Metadata.class,
          RuntimeFraction.class,
          ServerNameInput.class,
          ServerNameMatcher.class,
          SourceIPInput.class,
          SourcePortInput.class,
          SourceTypeInput.class,
          StdoutAuditLog.class,
          SubjectInput.class,
          TransportProtocolInput.class,
          UpstreamIpPortMatcher.class,
          UriSanInput.class);

  private static final List<Class<? extends Message>> TRANSPORT_SOCKETS =
      List.of(
          DownstreamTlsContext.class,
          Http11ProxyUpstreamTransport.class,
          InternalUpstreamTransport.class,
          ProxyProtocolUpstreamTransport.class,
          RawBuffer.class,
          SPIFFECertValidatorConfig.class,
          UpstreamTlsContext.class);

  private static final List<Class<? extends Message>> ACCESS_LOGS_AND_TRACING =
      List.of(
          AlwaysOnSamplerConfig.class,
          Cel.class,
          EnvironmentResourceDetectorConfig.class,
          ExpressionFilter.class,
          FileAccessLog.class,
          HttpGrpcAccessLogConfig.class,
          io.envoyproxy.envoy.extensions.formatter.metadata.v3.Metadata.class,
          OpenTelemetryAccessLogConfig.class,
          OpenTelemetryConfig.class,
          ReqWithoutQuery.class,
          StderrAccessLog.class,
          StdoutAccessLog.class,
          TcpGrpcAccessLogConfig.class,
          ZipkinConfig.class);

  private static final List<Class<? extends Message>> CLUSTERS_AND_LOAD_BALANCING =
      List.of(
          CaresDnsResolverConfig.class,
          ClientSideWeightedRoundRobin.class,
          io.envoyproxy.envoy.extensions.clusters.aggregate.v3.ClusterConfig.class,
          io.envoyproxy.envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig.class,
          ClusterProvided.class,
          DnsCluster.class,
          GetAddrInfoDnsResolverConfig.class,
          LeastRequest.class,
          Maglev.class,
          Random.class,
          RingHash.class,
          RoundRobin.class,
          Subset.class,
          WrrLocality.class);

  private AnyTypeList() {}

  /** The classes by the type URLs of their messages. */
  static Map<String, Class<? extends Message>> byTypeUrl() {
    return Stream.of(
            VALUES,
            RESOURCES,
            NETWORK_FILTERS,
            LISTENER_FILTERS,
            HTTP_FILTERS,
            HTTP_DETAILS,
            MATCHING,
            TRANSPORT_SOCKETS,
            ACCESS_LOGS_AND_TRACING,
            CLUSTERS_AND_LOAD_BALANCING)
        .flatMap(List::stream)
        .collect(Collectors.toUnmodifiableMap(AnyTypeList::typeUrl, type -> type));
  }

  /** The generated classes' packages are those of the protos, but for a prefix. */
  private static String typeUrl(Class<? extends Message> type) {
    return Pack.typeUrl(NAME_PREFIX.matcher(type.getName()).replaceFirst(""));
  }
}
