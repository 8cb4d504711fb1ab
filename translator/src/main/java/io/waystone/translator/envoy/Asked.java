package io.waystone.translator.envoy;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HttpUri;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.rbac.v3.MetadataSource;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.envoyproxy.envoy.config.rbac.v3.SourcedMetadata;
import io.envoyproxy.envoy.extensions.common.matching.v3.ExtensionWithMatcherPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.composite.v3.ExecuteFilterAction;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.AuthorizationRequest;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.AuthorizationResponse;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.BufferSettings;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.HttpService;
import io.envoyproxy.envoy.type.matcher.v3.ListStringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.waystone.translator.input.AuthorizationProvider;
import io.waystone.translator.input.AuthorizationProvider.BodyCheck;
import io.waystone.translator.input.AuthorizationProvider.Form;
import io.waystone.translator.mesh.Custom;
import io.waystone.translator.mesh.Pattern;
import java.util.List;

/**
 * A CUSTOM policy's provider, as what a virtual host puts into the slot that asks. The rules are
 * marked before it (istiod); who is asked comes with them, in one step.
 */
final class Asked {

  /** Of the marks (istiod). */
  static final String PREFIX = "istio_ext_authz_";

  private static final String MARKER = "envoy.filters.http.rbac";
  private static final String MARK = PREFIX + "shadow_effective_policy_id";

  private Asked() {}

  /** What stands in the slot. */
  static ExtensionWithMatcherPerRoute override(Custom custom) {
    return ExtensionWithMatcherPerRoute.newBuilder()
        .setXdsMatcher(
            com.github.xds.type.matcher.v3.Matcher.newBuilder()
                .setOnNoMatch(
                    com.github.xds.type.matcher.v3.Matcher.OnMatch.newBuilder()
                        .setAction(
                            com.github.xds.core.v3.TypedExtensionConfig.newBuilder()
                                .setName("ask")
                                .setTypedConfig(
                                    Pack.any(
                                        ExecuteFilterAction.newBuilder()
                                            .setTypedConfig(
                                                TypedExtensionConfig.newBuilder()
                                                    .setName("envoy.filters.http.ext_authz")
                                                    .setTypedConfig(Pack.any(filter(custom))))
                                            .build())))))
        .build();
  }

  /**
   * What a provider is to be asked about is denied where no slot has marked it: a connection that
   * is drained still has the listener of before the first provider, but these rules already.
   */
  static void addUnasked(Custom custom, RBAC.Builder denied) {
    Rbac.rules(RBAC.Action.DENY, custom.policies())
        .getPoliciesMap()
        .forEach((name, rule) -> denied.putPolicies(name + "-not-asked", unasked(rule)));
  }

  private static Policy unasked(Policy rule) {
    Principal unmarked =
        Principal.newBuilder()
            .setNotId(
                Principal.newBuilder()
                    .setSourcedMetadata(
                        SourcedMetadata.newBuilder()
                            .setMetadataMatcher(marked(new Pattern.Present()))
                            .setMetadataSource(MetadataSource.DYNAMIC)))
            .build();
    Policy.Builder policy = rule.toBuilder().clearPrincipals();
    rule.getPrincipalsList()
        .forEach(principal ->
            policy.addPrincipals(
                Principal.newBuilder()
                    .setAndIds(Principal.Set.newBuilder().addIds(unmarked).addIds(principal))));
    return policy.build();
  }

  private static MetadataMatcher marked(Pattern by) {
    return MetadataMatcher.newBuilder()
        .setFilter(MARKER)
        .addPath(MetadataMatcher.PathSegment.newBuilder().setKey(MARK))
        .setValue(ValueMatcher.newBuilder().setStringMatch(Patterns.string(by)))
        .build();
  }

  private static ExtAuthz filter(Custom custom) {
    AuthorizationProvider provider = custom.provider();
    ExtAuthz.Builder filter =
        ExtAuthz.newBuilder()
            .setTransportApiVersion(io.envoyproxy.envoy.config.core.v3.ApiVersion.V3)
            .setFailureModeAllow(provider.failOpen())
            .setStatusOnError(
                HttpStatus.newBuilder().setCode(StatusCode.forNumber(provider.statusOnError())))
            // The bracket is in no provider's name: one is not taken for another that begins so.
            .setFilterEnabledMetadata(
                marked(new Pattern.Prefix("istio-ext-authz-" + provider.name() + "-ns[")));
    provider.body().map(Asked::body).ifPresent(filter::setWithRequestBody);
    String cluster = Names.provider(custom);
    Duration timeout =
        Duration.newBuilder()
            .setSeconds(provider.timeout().toSeconds())
            .setNanos(provider.timeout().toNanosPart())
            .build();
    return switch (provider.form()) {
      case Form.Grpc _ ->
          filter
              .setGrpcService(
                  GrpcService.newBuilder()
                      .setEnvoyGrpc(
                          GrpcService.EnvoyGrpc.newBuilder()
                              .setClusterName(cluster)
                              .setAuthority(custom.host()))
                      .setTimeout(timeout))
              .build();
      case Form.Http http -> {
        if (!http.asked().isEmpty()) {
          filter.setAllowedHeaders(names(http.asked()));
        }
        yield filter
            .setHttpService(
                service(http)
                    .setServerUri(
                        HttpUri.newBuilder()
                            .setUri("http://" + custom.host())
                            .setCluster(cluster)
                            .setTimeout(timeout)))
            .build();
      }
    };
  }

  private static BufferSettings body(BodyCheck body) {
    return BufferSettings.newBuilder()
        .setMaxRequestBytes(body.maxBytes())
        .setAllowPartialMessage(body.partial())
        .setPackAsBytes(body.asBytes())
        .build();
  }

  private static HttpService.Builder service(Form.Http http) {
    AuthorizationRequest.Builder request = AuthorizationRequest.newBuilder();
    http.added()
        .forEach((name, value) ->
            request.addHeadersToAdd(
                HeaderValue.newBuilder()
                    .setKey(name)
                    // A value of the user is text, not a format.
                    .setValue(value.replace("%", "%%"))));
    AuthorizationResponse.Builder response = AuthorizationResponse.newBuilder();
    if (!http.upstream().isEmpty()) {
      response.setAllowedUpstreamHeaders(names(http.upstream()));
    }
    if (!http.denied().isEmpty()) {
      response.setAllowedClientHeaders(names(http.denied()));
    }
    if (!http.allowed().isEmpty()) {
      response.setAllowedClientHeadersOnSuccess(names(http.allowed()));
    }
    return HttpService.newBuilder()
        .setPathPrefix(http.pathPrefix())
        .setAuthorizationRequest(request)
        .setAuthorizationResponse(response);
  }

  /** Header names in any case (istiod). */
  private static ListStringMatcher names(List<String> written) {
    ListStringMatcher.Builder names = ListStringMatcher.newBuilder();
    for (String name : written) {
      StringMatcher matcher = Patterns.string(Pattern.of(name));
      names.addPatterns(
          matcher.hasSafeRegex() ? matcher : matcher.toBuilder().setIgnoreCase(true).build());
    }
    return names.build();
  }
}
