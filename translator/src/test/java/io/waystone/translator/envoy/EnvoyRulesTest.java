package io.waystone.translator.envoy;

import static io.waystone.translator.envoy.GoodResources.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvoyRulesTest {

  @Test
  void goodResourcesHaveNoViolations() {
    assertThat(EnvoyRules.violations(GoodResources.listener())).isEmpty();
    assertThat(EnvoyRules.violations(GoodResources.routes())).isEmpty();
    assertThat(EnvoyRules.violations(GoodResources.cluster())).isEmpty();
    assertThat(EnvoyRules.violations(GoodResources.endpoints())).isEmpty();
  }

  @Test
  void saysWhereInAnAnyAndWhatAndTheValue() {
    HttpConnectionManager manager =
        GoodResources.httpConnectionManager().toBuilder().setStatPrefix("").build();
    Listener listener =
        GoodResources.listener().toBuilder()
            .setFilterChains(
                0,
                FilterChain.newBuilder()
                    .setName("http")
                    .addFilters(
                        Filter.newBuilder().setName("hcm").setTypedConfig(Pack.any(manager))))
            .build();
    assertThat(EnvoyRules.violations(listener))
        .containsExactly(
            "filter_chains[0].filters[0].typed_config(…HttpConnectionManager).stat_prefix:"
                + " value must be at least 1 characters, not 0");
  }

  @Test
  void looksIntoAnysWithinAnys() {
    RBAC rbac = parse(RBAC.class, "rules { policies { key: 'p' value { } } }");
    HttpConnectionManager.Builder manager = GoodResources.httpConnectionManager().toBuilder();
    manager.getHttpFiltersBuilder(0).setTypedConfig(Pack.any(rbac));
    TypedExtensionConfig extension =
        TypedExtensionConfig.newBuilder()
            .setName("x")
            .setTypedConfig(Pack.any(manager.build()))
            .build();
    String path =
        "typed_config(…HttpConnectionManager).http_filters[0].typed_config(…RBAC)"
            + ".rules.policies[\"p\"].";
    assertThat(EnvoyRules.violations(extension))
        .containsExactly(
            path + "permissions: value must be at least 1 items, not 0",
            path + "principals: value must be at least 1 items, not 0");
  }

  @Test
  void anAnyOfAnUnknownTypeIsAViolation() {
    assertThat(violationsWith(Pack.any(Secret.newBuilder().setName("key").build())))
        .containsExactly(
            "typed_config: value must be of a known type, not"
                + " \"type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret\"");
    assertThat(violationsWith(Any.newBuilder().setTypeUrl("google.protobuf.StringValue").build()))
        .containsExactly(
            "typed_config: value must be of a known type, not \"google.protobuf.StringValue\"");
    assertThat(violationsWith(Any.getDefaultInstance()))
        .containsExactly("typed_config: value must be of a known type, not \"\"");
  }

  @Test
  void anAnyThatDoesNotParseIsAViolation() {
    Any broken =
        Pack.any(StringValue.of("x")).toBuilder()
            .setValue(ByteString.copyFrom(new byte[] {10, 5, 1}))
            .build();
    assertThat(violationsWith(broken))
        .singleElement()
        .asString()
        .startsWith("typed_config(…StringValue): value does not parse: ");
  }

  @Test
  void mapEntriesAreCheckedInTheOrderOfTheirKeys() {
    Metadata.Builder metadata = Metadata.newBuilder();
    List.of("c", "a", "b").forEach(key -> metadata.putTypedFilterMetadata(key, unknown()));
    assertThat(EnvoyRules.violations(metadata.build()))
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly(
            "typed_filter_metadata[\"a\"]",
            "typed_filter_metadata[\"b\"]",
            "typed_filter_metadata[\"c\"]");
  }

  @Test
  void valuesAreShortenedToOneLine() {
    TypedExtensionConfig extension =
        TypedExtensionConfig.newBuilder()
            .setName("x")
            .setTypedConfig(Any.newBuilder().setTypeUrl("a\nb" + "c".repeat(100_000)))
            .build();
    assertThat(EnvoyRules.violations(extension))
        .containsExactly(
            "typed_config: value must be of a known type, not \"a\\u000ab"
                + "c".repeat(77)
                + "…\"");
  }

  private static Any unknown() {
    return Any.newBuilder().setTypeUrl("type.googleapis.com/unknown").build();
  }

  private static List<String> violationsWith(Any any) {
    return EnvoyRules.violations(
        TypedExtensionConfig.newBuilder().setName("x").setTypedConfig(any).build());
  }
}
