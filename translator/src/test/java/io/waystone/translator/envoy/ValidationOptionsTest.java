package io.waystone.translator.envoy;

import static io.waystone.translator.envoy.GoodResources.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.accesslog.v3.GrpcStatusFilter;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.KeyValueMutation;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SchemeHeaderTransformation;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.metrics.v3.HistogramBucketSettings;
import io.envoyproxy.envoy.config.overload.v3.ThresholdTrigger;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.InternalRedirectPolicy;
import io.envoyproxy.envoy.config.route.v3.RateLimit;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.tap.v3.HttpGenericBodyMatch;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.Buffer;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.RemoteJwks;
import io.envoyproxy.envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaBucketSettings.BucketIdBuilder;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.client_side_weighted_round_robin.v3.ClientSideWeightedRoundRobin;
import io.envoyproxy.envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.service.rate_limit_quota.v3.BucketId;
import io.envoyproxy.pgv.validate.Validate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One bad example and its correction for each kind of rule that Envoy's protos have. */
class ValidationOptionsTest {

  static Stream<Arguments> strings() {
    return Stream.of(
        rule(
            UriTemplateMatchConfig.class,
            "path_template: ''",
            "path_template: '/a'",
            "path_template: value must be at least 1 characters, not 0"),
        rule(
            UriTemplateMatchConfig.class,
            "path_template: '" + "é".repeat(257) + "'",
            "path_template: '" + "é".repeat(256) + "'",
            "path_template: value must be at most 256 characters, not 257"),
        rule(
            CertificateValidationContext.class,
            "verify_certificate_spki: '" + "a".repeat(45) + "'",
            "verify_certificate_spki: '" + "a".repeat(44) + "'",
            "verify_certificate_spki[0]: value must be at most 44 bytes, not 45"),
        rule(
            io.envoyproxy.envoy.config.accesslog.v2.FileAccessLog.class,
            "path: ''",
            "path: '/x'",
            "path: value must be at least 1 bytes, not 0"),
        rule(
            RouteMatch.class,
            "path_separated_prefix: '/a/'",
            "path_separated_prefix: '/a'",
            "path_separated_prefix: value must match ^[^?#]+[^?#/]$, not \"/a/\""),
        rule(
            RateLimit.HitsAddend.class,
            "format: 'REQ(x)%'",
            "format: '%REQ(x)%'",
            "format: value must start with %, not \"REQ(x)%\""),
        rule(
            RateLimit.HitsAddend.class,
            "format: '%REQ(x)'",
            "format: '%REQ(x)%'",
            "format: value must end with %, not \"%REQ(x)\""),
        rule(
            SchemeHeaderTransformation.class,
            "scheme_to_overwrite: 'ftp'",
            "scheme_to_overwrite: 'http'",
            "scheme_to_overwrite: value must be one of [http, https], not \"ftp\""),
        rule(
            HeaderValue.class,
            "key: 'a\\nb'",
            "key: 'a b'",
            "key: value must be usable as a header name, not \"a\\u000ab\""),
        rule(
            HeaderValue.class,
            "key: 'a' value: 'x\\000'",
            "key: 'a' value: 'x\\t\\177'",
            "value: value must be usable as a header value, not \"x\\u0000\""),
        rule(
            CustomHeaderConfig.class,
            "header_name: 'a b'",
            "header_name: 'A-b_1'",
            "header_name: value must be usable as a header name, not \"a b\""),
        rule(
            RouteAction.class,
            "cluster: 'c' host_rewrite_header: 'a\\rb'",
            "cluster: 'c' host_rewrite_header: 'a'",
            "host_rewrite_header: value must be usable as a header name, not \"a\\u000db\""));
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        rule(
            SocketAddress.class,
            "address: 'a' port_value: 65536",
            "address: 'a' port_value: 65535",
            "port_value: value must be at most 65535, not 65536"),
        rule(
            SocketAddress.class,
            "address: 'a' port_value: 4294967295",
            "address: 'a' port_value: 0",
            "port_value: value must be at most 65535, not 4294967295"),
        rule(
            DirectResponseAction.class,
            "status: 600",
            "status: 599",
            "status: value must be less than 600, not 600"),
        rule(
            DirectResponseAction.class,
            "",
            "status: 200",
            "status: value must be at least 200, not 0"),
        rule(
            RetryPolicy.class,
            "per_try_timeout {} rate_limited_retry_back_off { }",
            "rate_limited_retry_back_off { reset_headers { name: 'x' } }",
            "rate_limited_retry_back_off.reset_headers: value must be at least 1 items, not 0"),
        rule(
            Buffer.class,
            "max_request_bytes { value: 0 }",
            "max_request_bytes { value: 1 }",
            "max_request_bytes: value must be greater than 0, not 0"),
        rule(
            Buffer.class,
            "",
            "max_request_bytes { value: 4294967295 }",
            "max_request_bytes: value is required"),
        rule(
            Http2ProtocolOptions.class,
            "max_concurrent_streams { value: 2147483648 }",
            "max_concurrent_streams { value: 2147483647 }",
            "max_concurrent_streams: value must be at most 2147483647, not 2147483648"),
        rule(
            FixedHeapConfig.class,
            "",
            "max_heap_size_bytes: 18446744073709551615",
            "max_heap_size_bytes: value must be greater than 0, not 0"),
        rule(
            PreviousPrioritiesConfig.class,
            "update_frequency: -1",
            "update_frequency: 1",
            "update_frequency: value must be greater than 0, not -1"),
        rule(
            DownstreamConnectionsConfig.class,
            "max_active_downstream_connections: -1",
            "max_active_downstream_connections: 1",
            "max_active_downstream_connections: value must be greater than 0, not -1"),
        rule(
            ThresholdTrigger.class,
            "value: 1.5",
            "value: 1",
            "value: value must be at most 1.0, not 1.5"),
        rule(
            Cluster.PreconnectPolicy.class,
            "per_upstream_preconnect_ratio { value: 0.5 }",
            "per_upstream_preconnect_ratio { value: 1 }",
            "per_upstream_preconnect_ratio: value must be at least 1.0, not 0.5"),
        rule(
            ClientSideWeightedRoundRobin.class,
            "error_utilization_penalty { value: -1 }",
            "error_utilization_penalty { value: 0 }",
            "error_utilization_penalty: value must be at least 0.0, not -1.0"));
  }

  static Stream<Arguments> otherScalars() {
    return Stream.of(
        rule(
            HttpGenericBodyMatch.GenericTextMatch.class,
            "binary_match: ''",
            "binary_match: 'x'",
            "binary_match: value must be at least 1 bytes, not 0"),
        rule(
            HeaderValue.class,
            "key: 'a' raw_value: '" + "x".repeat(16_385) + "'",
            "key: 'a' raw_value: '" + "x".repeat(16_384) + "'",
            "raw_value: value must be at most 16384 bytes, not 16385"),
        rule(Principal.class, "any: false", "any: true", "any: value must be true, not false"),
        rule(
            Cluster.class,
            "name: 'c' type: 77",
            "name: 'c' type: EDS",
            "type: value must be a defined one, not 77"),
        rule(
            Cluster.class,
            "name: 'c' lb_policy: 77",
            "name: 'c' lb_policy: RANDOM",
            "lb_policy: value must be a defined one, not 77"),
        rule(
            SubjectAltNameMatcher.class,
            "matcher { exact: 'a' }",
            "matcher { exact: 'a' } san_type: URI",
            "san_type: value must be none of the numbers [0], not SAN_TYPE_UNSPECIFIED"),
        rule(
            Cluster.class,
            "name: 'c' connect_timeout { }",
            "name: 'c' connect_timeout { nanos: 1 }",
            "connect_timeout: value must be greater than 0s, not 0s"),
        rule(
            ExternalProcessor.class,
            "grpc_service { envoy_grpc { cluster_name: 'c' } } message_timeout { seconds: 3600"
                + " nanos: 500000000 }",
            "grpc_service { envoy_grpc { cluster_name: 'c' } } message_timeout { seconds: 3600 }",
            "message_timeout: value must be at most 3600s, not 3600.5s"),
        rule(
            RemoteJwks.class,
            "http_uri { uri: 'a' cluster: 'b' timeout { } } cache_duration { seconds: 9000000000 }",
            "http_uri { uri: 'a' cluster: 'b' timeout { } } cache_duration { seconds: 1 }",
            "cache_duration: value must be less than 9000000000s, not 9000000000s"),
        rule(
            RemoteJwks.class,
            "http_uri { uri: 'a' cluster: 'b' }",
            "http_uri { uri: 'a' cluster: 'b' timeout { } }",
            "http_uri.timeout: value is required"),
        rule(
            Http2ProtocolOptions.class,
            "connection_keepalive { timeout { seconds: 1 } interval { nanos: 999999 } }",
            "connection_keepalive { timeout { seconds: 1 } interval { nanos: 1000000 } }",
            "connection_keepalive.interval: value must be at least 0.001s, not 0.000999999s"));
  }

  static Stream<Arguments> collectionsAndMessages() {
    return Stream.of(
        rule(
            HistogramBucketSettings.class,
            "match { exact: 'a' }",
            "match { exact: 'a' } buckets: 1",
            "buckets: value must be at least 1 items, not 0"),
        rule(
            HistogramBucketSettings.class,
            "match { exact: 'a' } buckets: [1, 2, 1]",
            "match { exact: 'a' } buckets: [1, 2]",
            "buckets: values must be unique, not [1.0, 2.0, 1.0]"),
        rule(
            HistogramBucketSettings.class,
            "match { exact: 'a' } buckets: [1, 0]",
            "match { exact: 'a' } buckets: [1, 2]",
            "buckets[1]: value must be greater than 0.0, not 0.0"),
        rule(
            InternalRedirectPolicy.class,
            "redirect_response_codes: [1, 2, 3, 4, 5, 6]",
            "redirect_response_codes: [1, 2, 3, 4, 5]",
            "redirect_response_codes: value must be at most 5 items, not 6"),
        rule(
            GrpcStatusFilter.class,
            "statuses: [99]",
            "statuses: [OK]",
            "statuses[0]: value must be a defined one, not 99"),
        rule(
            BucketIdBuilder.class,
            "",
            "bucket_id_builder { key: 'a' value { string_value: 'b' } }",
            "bucket_id_builder: value must be at least 1 entries, not 0"),
        rule(
            BucketId.class,
            "bucket { key: 'a' value: '' }",
            "bucket { key: 'a' value: 'b' }",
            "bucket[\"a\"]: value must be at least 1 characters, not 0"),
        rule(
            Metadata.class,
            "filter_metadata { key: '' value { } }",
            "filter_metadata { key: 'a' value { } }",
            "filter_metadata[\"\"]: value must be at least 1 characters, not 0"),
        rule(
            TypedExtensionConfig.class,
            "name: 'a'",
            "name: 'a' typed_config { type_url: 'type.googleapis.com/google.protobuf.Empty' }",
            "typed_config: value is required"),
        rule(
            Route.class,
            "direct_response { status: 200 }",
            "match { prefix: '/' } direct_response { status: 200 }",
            "match: value is required"),
        rule(
            Route.class,
            "match { prefix: '/' }",
            "match { prefix: '/' } non_forwarding_action { }",
            "action: one of its fields is required"),
        rule(
            RouteAction.class,
            "cluster: ''",
            "cluster: 'c'",
            "cluster: value must be at least 1 characters, not 0"),
        rule(
            ConfigSource.class,
            "",
            "ads { }",
            "config_source_specifier: one of its fields is required"));
  }

  @ParameterizedTest
  @MethodSource({"strings", "numbers", "otherScalars", "collectionsAndMessages"})
  void aBrokenRuleIsNamedAndItsCorrectionIsNot(Message bad, Message good, String violation) {
    assertThat(EnvoyRules.violations(bad)).containsExactly(violation);
    assertThat(EnvoyRules.violations(good)).isEmpty();
  }

  @Test
  void aFieldOfAOneofIsOnlyCheckedWhenChosen() {
    assertThat(EnvoyRules.violations(parse(RouteMatch.class, "prefix: ''"))).isEmpty();
  }

  @Test
  void ignoreEmptyExemptsTheEmptyValueOnly() {
    HttpConnectionManager manager =
        GoodResources.httpConnectionManager().toBuilder().setServerName("").build();
    assertThat(EnvoyRules.violations(manager)).isEmpty();
    assertThat(EnvoyRules.violations(manager.toBuilder().setServerName("a\n").build())).hasSize(1);
  }

  @Test
  void skippedMessagesAreNotEntered() {
    String append = "append { entry { key: '' value: 'x' } }";
    assertThat(EnvoyRules.violations(parse(KeyValueMutation.class, append))).isEmpty();
  }

  @Test
  void aRuleOfAnUnknownKindIsNotIgnored() {
    Validate.FieldRules rules =
        Validate.FieldRules.newBuilder()
            .setString(Validate.StringRules.newBuilder().setEmail(true))
            .build();
    assertThatThrownBy(
            () -> ValueRules.of(rules, HeaderValue.getDescriptor().findFieldByName("key")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("string.email");
  }

  private static <M extends Message> Arguments rule(
      Class<M> type, String bad, String good, String violation) {
    return Arguments.of(parse(type, bad), parse(type, good), violation);
  }
}
