package io.waystone.translator.envoy;

import static io.waystone.translator.envoy.GoodResources.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.filters.network.direct_response.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was seen to be refused by Envoy 1.40 with {@code --mode validate}, one by one. */
class RefusalsTest {

  private static final Filter TCP_PROXY =
      filter(TcpProxy.newBuilder().setStatPrefix("x").setCluster("c").build());
  private static final Filter NETWORK_RBAC = filter(RBAC.newBuilder().setStatPrefix("x").build());

  @Test
  void virtualHostsShareNoNameAndNoDomain() {
    RouteConfiguration routes =
        parse(
            RouteConfiguration.class,
            """
            virtual_hosts { name: "a" domains: ["a.com", "b.com"] }
            virtual_hosts { name: "a" domains: "c.com" }
            virtual_hosts { name: "d" domains: ["d.com", "B.COM"] }
            """);
    assertThat(EnvoyRules.violations(routes))
        .containsExactly(
            "virtual_hosts[1]: name is that of virtual_hosts[0]",
            "virtual_hosts[2]: domain \"B.COM\" is also in virtual_hosts[0]");
  }

  @Test
  void weightsAddUpToSomethingIn32Bits() {
    assertThat(EnvoyRules.violations(weights(0, 0)))
        .containsExactly("the sum of the weights must be from 1 to 4294967295, not 0");
    assertThat(EnvoyRules.violations(weights(-1, 1)))
        .containsExactly("the sum of the weights must be from 1 to 4294967295, not 4294967296");
    assertThat(EnvoyRules.violations(weights(-1, 0))).isEmpty();
    String missing = "clusters { name: 'a' weight { value: 1 } } clusters { name: 'b' }";
    assertThat(EnvoyRules.violations(parse(WeightedCluster.class, missing)))
        .containsExactly("clusters[1].weight: value is required");
  }

  @Test
  void oneRewriteAndOneMirrorTarget() {
    String rewrites =
        "cluster: 'c' prefix_rewrite: '/' regex_rewrite { pattern { regex: 'a' } substitution: 'b'"
            + " }";
    assertThat(EnvoyRules.violations(parse(RouteAction.class, rewrites)))
        .containsExactly(
            "only one of prefix_rewrite, regex_rewrite and path_rewrite_policy may be set");
    String mirror = "cluster: 'c' request_mirror_policies { }";
    assertThat(EnvoyRules.violations(parse(RouteAction.class, mirror)))
        .containsExactly(
            "request_mirror_policies[0]: exactly one of cluster and cluster_header must be set");
  }

  @Test
  void filterChainsDifferInNameAndMatch() {
    FilterChain first = chain(TCP_PROXY).toBuilder().setName("a").build();
    Listener.Builder twice = Listener.newBuilder().addFilterChains(first).addFilterChains(first);
    assertThat(EnvoyRules.violations(twice.build()))
        .containsExactly(
            "filter_chains[1]: name is that of filter_chains[0]",
            "filter_chains[1]: match is that of filter_chains[0]");
    twice.getFilterChainsBuilder(1).setName("b").getFilterChainMatchBuilder().addServerNames("x");
    assertThat(EnvoyRules.violations(twice.build())).isEmpty();
    assertThat(EnvoyRules.violations(Listener.newBuilder().addFilterChains(chain()).build()))
        .isEmpty();
  }

  @Test
  void aMatcherNeedsNamesNotMatches() {
    Listener.Builder listener = GoodResources.listener().toBuilder();
    listener.addFilterChains(chain(TCP_PROXY));
    assertThat(EnvoyRules.violations(listener.build()))
        .containsExactly("filter_chains[1]: name is required with filter_chain_matcher");
    listener.getFilterChainsBuilder(1).setName("b");
    assertThat(EnvoyRules.violations(listener.build())).isEmpty();
  }

  @Test
  void theLastNetworkFilterIsTheTerminalOne() {
    assertThat(EnvoyRules.violations(chain(NETWORK_RBAC)))
        .containsExactly("filters[0]: the last filter must be terminal");
    assertThat(EnvoyRules.violations(chain(TCP_PROXY, NETWORK_RBAC, TCP_PROXY)))
        .containsExactly("filters[0]: a terminal filter must be the last");
    assertThat(EnvoyRules.violations(chain(NETWORK_RBAC, TCP_PROXY))).isEmpty();
    assertThat(EnvoyRules.violations(chain(filter(Config.getDefaultInstance())))).isEmpty();
    assertThat(EnvoyRules.violations(chain(GoodResources.connectionManager()))).isEmpty();
    assertThat(EnvoyRules.violations(chain())).isEmpty();
  }

  @Test
  void theLastHttpFilterIsTheRouter() {
    HttpFilter router = GoodResources.router();
    HttpFilter deny = GoodResources.httpConnectionManager().getHttpFilters(0);
    assertThat(EnvoyRules.violations(manager(deny)))
        .containsExactly("http_filters[0]: the last filter must be terminal");
    assertThat(EnvoyRules.violations(manager()))
        .containsExactly("http_filters: the last filter must be the router");
    assertThat(EnvoyRules.violations(manager(router, deny, router)))
        .containsExactly("http_filters[0]: a terminal filter must be the last");
    assertThat(EnvoyRules.violations(manager(router.toBuilder().setDisabled(true).build())))
        .containsExactly("http_filters[0]: the router must not be disabled");
    assertThat(EnvoyRules.violations(manager(deny, router))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {":path", "host", "Host"})
  void someHeadersAreNotToBeTouched(String name) {
    HeaderValueOption.Builder option = HeaderValueOption.newBuilder();
    option.getHeaderBuilder().setKey(name).setValue("x");
    assertThat(EnvoyRules.violations(option.build()))
        .singleElement()
        .asString()
        .startsWith("header.key: ");
    VirtualHost host =
        VirtualHost.newBuilder()
            .setName("a")
            .addDomains("*")
            .addRequestHeadersToRemove(name)
            .addResponseHeadersToRemove(name)
            .build();
    assertThat(EnvoyRules.violations(host)).hasSize(2);
    assertThat(EnvoyRules.violations(RouteConfiguration.newBuilder().addVirtualHosts(host).build()))
        .hasSize(2);
    Route route =
        parse(Route.class, "match { prefix: '/' } non_forwarding_action { }").toBuilder()
            .addRequestHeadersToRemove("ok")
            .addRequestHeadersToRemove(name)
            .build();
    assertThat(EnvoyRules.violations(route))
        .containsExactly(
            "request_headers_to_remove[1]: \":\"-prefixed or host headers must not be removed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"50%", "a 5% b 6% c", "%req(a)%", "%REQ(a)", "%REQ(a%", "%%%", "%REQ(a):x%"})
  void aHeaderValueIsAFormat(String value) {
    assertThat(EnvoyRules.violations(header(value)))
        .containsExactly(
            "header.value: value must be a header format, % as %%, not \"" + value + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "50%%", "%REQ(a)%", "%REQ(a?b):5%", "%START_TIME(%s)%", "é"})
  void headerFormatsThatEnvoyTakes(String value) {
    assertThat(EnvoyRules.violations(header(value))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a(",
        "(a)\\1",
        "(?=a)",
        "(a{1000}){10}",
        "a{1001}",
        "a++",
        "a\\Z",
        "\\h",
        "\\u0041"
      })
  void regularExpressionsAreThoseOfRe2(String regex) {
    RegexMatcher matcher = RegexMatcher.newBuilder().setRegex(regex).build();
    assertThat(EnvoyRules.violations(matcher)).hasSize(1);
    com.github.xds.type.matcher.v3.RegexMatcher xds =
        com.github.xds.type.matcher.v3.RegexMatcher.newBuilder()
            .setRegex(regex)
            .setGoogleRe2(
                com.github.xds.type.matcher.v3.RegexMatcher.GoogleRE2.getDefaultInstance())
            .build();
    assertThat(EnvoyRules.violations(xds)).hasSize(1);
  }

  @Test
  void regularExpressionsHaveALimitedProgramSize() {
    String regex = "(a{1000})".repeat(7);
    assertThat(EnvoyRules.violations(RegexMatcher.newBuilder().setRegex(regex).build()))
        .singleElement()
        .asString()
        .startsWith("regex: value must have a program size of at most 32768, not ");
  }

  @Test
  void durationsAreNotNegativeAndFitIn64Bits() {
    assertThat(EnvoyRules.violations(duration(-1, 0)))
        .containsExactly("value must be a duration from 0s to 292 years, not -1.000000000s");
    assertThat(EnvoyRules.violations(duration(0, -500_000_000))).hasSize(1);
    assertThat(EnvoyRules.violations(duration(0, 1_000_000_000))).hasSize(1);
    assertThat(EnvoyRules.violations(duration(315_576_000_000L, 0))).hasSize(1);
    assertThat(EnvoyRules.violations(duration(0, 0))).isEmpty();
  }

  @Test
  void addressRangesAreOfAddresses() {
    assertThat(EnvoyRules.violations(CidrRange.newBuilder().setAddressPrefix("nope").build()))
        .containsExactly("address_prefix: value must be an IP address, not \"nope\"");
    assertThat(
            EnvoyRules.violations(
                com.github.xds.core.v3.CidrRange.newBuilder().setAddressPrefix("1.2.3").build()))
        .containsExactly("address_prefix: value must be an IP address, not \"1.2.3\"");
    assertThat(EnvoyRules.violations(CidrRange.newBuilder().setAddressPrefix("fd00::1").build()))
        .isEmpty();
  }

  private static WeightedCluster weights(int first, int second) {
    WeightedCluster.Builder weighted = WeightedCluster.newBuilder();
    weighted.addClustersBuilder().setName("a").getWeightBuilder().setValue(first);
    weighted.addClustersBuilder().setName("b").getWeightBuilder().setValue(second);
    return weighted.build();
  }

  private static FilterChain chain(Filter... filters) {
    return FilterChain.newBuilder().addAllFilters(List.of(filters)).build();
  }

  private static Filter filter(Message config) {
    return Filter.newBuilder().setName("f").setTypedConfig(Pack.any(config)).build();
  }

  private static HttpConnectionManager manager(HttpFilter... filters) {
    return GoodResources.httpConnectionManager().toBuilder()
        .clearHttpFilters()
        .addAllHttpFilters(List.of(filters))
        .build();
  }

  private static HeaderValueOption header(String value) {
    HeaderValueOption.Builder option = HeaderValueOption.newBuilder();
    option.getHeaderBuilder().setKey("x").setValue(value);
    return option.build();
  }

  private static Duration duration(long seconds, int nanos) {
    return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }
}
