package io.waystone.e2e.golden;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.http.header_to_metadata.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.LocalReplyConfig;
import io.waystone.translator.envoy.Messages;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.input.Tree;
import java.util.Base64;

/**
 * Listeners of service ports as we send them, and around their filters what a test needs: claims
 * are taken from a header, as if a token had been verified, and a refusal says its reason.
 */
final class Revealing {

  /** Base64 of a {@link Value}. */
  static final String CLAIMS = "x-claims";

  private Revealing() {}

  /** The same resource, revealing if it is a listener. */
  static Resource of(Resource resource) {
    if (resource.id().type() != ResourceType.LISTENER) {
      return resource;
    }
    Listener.Builder listener = ((Listener) Messages.of(resource)).toBuilder();
    for (FilterChain.Builder chain : listener.getFilterChainsBuilderList()) {
      for (Filter.Builder filter : chain.getFiltersBuilderList()) {
        if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
          filter.setTypedConfig(Any.pack(revealing(filter.getTypedConfig())));
        }
      }
    }
    return new Resource(
        resource.id(),
        resource.version() + "-revealing",
        listener.build().toByteString(),
        resource.links(),
        resource.causes());
  }

  private static HttpConnectionManager revealing(Any packed) {
    try {
      HttpConnectionManager.Builder manager =
          packed.unpack(HttpConnectionManager.class).toBuilder();
      return manager
          .addHttpFilters(
              0,
              HttpFilter.newBuilder()
                  .setName("claims")
                  .setTypedConfig(
                      Any.pack(
                          Config.newBuilder()
                              .addRequestRules(
                                  Config.Rule.newBuilder()
                                      .setHeader(CLAIMS)
                                      .setRemove(true)
                                      .setOnHeaderPresent(
                                          Config.KeyValuePair.newBuilder()
                                              .setMetadataNamespace("envoy.filters.http.jwt_authn")
                                              .setKey("payload")
                                              .setType(Config.ValueType.PROTOBUF_VALUE)
                                              .setEncode(Config.ValueEncode.BASE64)))
                              .build())))
          .setLocalReplyConfig(
              LocalReplyConfig.newBuilder()
                  .setBodyFormat(
                      SubstitutionFormatString.newBuilder()
                          .setTextFormatSource(
                              DataSource.newBuilder().setInlineString("%RESPONSE_CODE_DETAILS%"))))
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The header's value. */
  static String header(Tree.Mapping claims) {
    return Base64.getEncoder().encodeToString(value(claims).toByteArray());
  }

  private static Value value(Tree tree) {
    Value.Builder value = Value.newBuilder();
    return switch (tree) {
      case Tree.Mapping mapping -> {
        Struct.Builder struct = Struct.newBuilder();
        mapping.entries().forEach((name, one) -> struct.putFields(name, value(one)));
        yield value.setStructValue(struct).build();
      }
      case Tree.Sequence sequence -> {
        ListValue.Builder list = ListValue.newBuilder();
        sequence.items().forEach(one -> list.addValues(value(one)));
        yield value.setListValue(list).build();
      }
      case Tree.Text text -> value.setStringValue(text.value()).build();
      case Tree.Num number -> value.setNumberValue(number.value().doubleValue()).build();
      case Tree.Bool bool -> value.setBoolValue(bool.value()).build();
      case Tree.Null _ -> value.setNullValue(NullValue.NULL_VALUE).build();
    };
  }
}
