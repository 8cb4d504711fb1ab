package io.waystone.translator.envoy;

import com.google.protobuf.BoolValue;
import com.google.re2j.Pattern;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.input.Cors;

/** What a route says in the slot for CORS. */
final class CorsOverride {

  private static final String ANY = "*";

  /** One label or several, of a name and not of what may follow it. */
  private static final String LABELS = "[^/:]+";

  private CorsOverride() {}

  static CorsPolicy of(Cors cors) {
    CorsPolicy.Builder policy =
        CorsPolicy.newBuilder()
            .setAllowMethods(String.join(",", cors.methods()))
            .setAllowHeaders(String.join(",", cors.headers()))
            .setExposeHeaders(String.join(",", cors.exposed()))
            .setMaxAge(cors.maxAge().map(age -> Long.toString(age.toSeconds())).orElse(""))
            // Gateway API: the gateway answers what it does not allow, without the headers.
            .setForwardNotMatchingPreflights(BoolValue.of(false));
    if (cors.credentials()) {
      policy.setAllowCredentials(BoolValue.of(true));
    }
    cors.origins().forEach(origin -> policy.addAllowOriginStringMatch(origin(origin)));
    return policy.build();
  }

  private static StringMatcher origin(String origin) {
    if (origin.equals(ANY)) {
      return regex(".*");
    }
    int star = origin.indexOf('*');
    // Gateway API: a star stands for any number of labels.
    return star < 0
        ? StringMatcher.newBuilder().setExact(origin).build()
        : regex(
            Pattern.quote(origin.substring(0, star))
                + LABELS
                + Pattern.quote(origin.substring(star + 1)));
  }

  private static StringMatcher regex(String regex) {
    return StringMatcher.newBuilder()
        .setSafeRegex(RegexMatcher.newBuilder().setRegex(regex))
        .build();
  }
}
