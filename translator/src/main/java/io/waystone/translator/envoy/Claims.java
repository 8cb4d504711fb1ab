package io.waystone.translator.envoy;

import com.google.common.base.Splitter;
import io.envoyproxy.envoy.config.rbac.v3.MetadataSource;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.SourcedMetadata;
import io.envoyproxy.envoy.type.matcher.v3.ListMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.OrMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.waystone.translator.mesh.Pattern;
import java.util.List;

/** What a token says that was verified: the JWT filter puts its claims where policies find them. */
final class Claims {

  /** Of the filter, and of the metadata that it writes. */
  static final String FILTER = "envoy.filters.http.jwt_authn";

  /** The key under which the claims are. */
  static final String PAYLOAD = "payload";

  private static final Splitter STEPS = Splitter.on("][");

  private Claims() {}

  /**
   * A claim is a text that matches, or a list with one.
   *
   * @param path its name; of a nested one the steps, {@code ][} between them
   */
  static Principal claim(String path, Pattern pattern) {
    ValueMatcher text = text(pattern);
    return claim(
        STEPS.splitToList(path),
        ValueMatcher.newBuilder()
            .setOrMatch(
                OrMatcher.newBuilder()
                    .addValueMatchers(
                        ValueMatcher.newBuilder()
                            .setListMatch(ListMatcher.newBuilder().setOneOf(text)))
                    .addValueMatchers(text))
            .build());
  }

  /** Who issued the token, and for whom. */
  static Principal principal(Pattern pattern) {
    return switch (pattern) {
      case Pattern.IssuerSubject both ->
          Principal.newBuilder()
              .setAndIds(
                  Principal.Set.newBuilder()
                      .addIds(claim(List.of("iss"), text(both.issuer())))
                      .addIds(claim(List.of("sub"), text(both.subject()))))
              .build();
      case Pattern.Exact _,
          Pattern.Prefix _,
          Pattern.Suffix _,
          Pattern.Present _,
          Pattern.Range _,
          Pattern.Template _ ->
          throw Patterns.noText(pattern);
    };
  }

  private static ValueMatcher text(Pattern pattern) {
    return ValueMatcher.newBuilder().setStringMatch(Patterns.string(pattern)).build();
  }

  private static Principal claim(List<String> steps, ValueMatcher value) {
    MetadataMatcher.Builder metadata = MetadataMatcher.newBuilder().setFilter(FILTER);
    metadata.addPath(step(PAYLOAD));
    steps.forEach(step -> metadata.addPath(step(step)));
    return Principal.newBuilder()
        .setSourcedMetadata(
            SourcedMetadata.newBuilder()
                .setMetadataMatcher(metadata.setValue(value))
                .setMetadataSource(MetadataSource.DYNAMIC))
        .build();
  }

  private static MetadataMatcher.PathSegment step(String name) {
    return MetadataMatcher.PathSegment.newBuilder().setKey(name).build();
  }
}
