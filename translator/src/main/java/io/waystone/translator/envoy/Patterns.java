package io.waystone.translator.envoy;

import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.mesh.Policy;

/**
 * Values of policies as Envoy's string matchers. Exact, prefix and suffix where Envoy has them;
 * where only a regular expression does, every value is escaped.
 */
final class Patterns {

  private static final String SPIFFE = "spiffe://";

  /** A part of a SPIFFE id. */
  private static final String PART = "[^/]+";

  private Patterns() {}

  /** The value as it is. */
  static StringMatcher string(Policy.Pattern pattern) {
    StringMatcher.Builder matcher = StringMatcher.newBuilder();
    return switch (pattern) {
      case Policy.Pattern.Exact exact -> matcher.setExact(exact.text()).build();
      case Policy.Pattern.Prefix prefix -> matcher.setPrefix(prefix.text()).build();
      case Policy.Pattern.Suffix suffix -> matcher.setSuffix(suffix.text()).build();
      case Policy.Pattern.Present _ -> regex(".+");
    };
  }

  /** {@code cluster.local/ns/default/sa/a}: an identity without its scheme. */
  static StringMatcher principal(Policy.Pattern pattern) {
    StringMatcher.Builder matcher = StringMatcher.newBuilder();
    return switch (pattern) {
      case Policy.Pattern.Exact exact -> matcher.setExact(SPIFFE + exact.text()).build();
      case Policy.Pattern.Prefix prefix -> matcher.setPrefix(SPIFFE + prefix.text()).build();
      // Without a regular expression the suffix would match in a text that is no identity.
      case Policy.Pattern.Suffix suffix -> regex(SPIFFE + ".*" + Pattern.quote(suffix.text()));
      case Policy.Pattern.Present _ -> matcher.setPrefix(SPIFFE).build();
    };
  }

  /** The namespace of an identity. */
  static StringMatcher namespace(Policy.Pattern pattern) {
    return regex(SPIFFE + PART + "/ns/" + part(pattern) + "/sa/" + PART);
  }

  /** {@code namespace/account}, literal: a service account has no wildcards (Istio). */
  static StringMatcher serviceAccount(Policy.Pattern pattern) {
    String text =
        switch (pattern) {
          case Policy.Pattern.Exact exact -> exact.text();
          case Policy.Pattern.Prefix _, Policy.Pattern.Suffix _, Policy.Pattern.Present _ ->
              throw new IllegalArgumentException("no service account: " + pattern);
        };
    int slash = text.indexOf('/');
    return regex(
        SPIFFE
            + PART
            + "/ns/"
            + Pattern.quote(text.substring(0, slash))
            + "/sa/"
            + Pattern.quote(text.substring(slash + 1)));
  }

  private static String part(Policy.Pattern pattern) {
    return switch (pattern) {
      case Policy.Pattern.Exact exact -> Pattern.quote(exact.text());
      case Policy.Pattern.Prefix prefix -> Pattern.quote(prefix.text()) + "[^/]*";
      case Policy.Pattern.Suffix suffix -> "[^/]*" + Pattern.quote(suffix.text());
      case Policy.Pattern.Present _ -> PART;
    };
  }

  /**
   * A host in any case. One that is written without a port also matches with one, and with the dot
   * that ends an absolute name: otherwise {@code Host: name:9080} and {@code Host: name.} would
   * pass a DENY of {@code name} by.
   */
  static HeaderMatcher host(Policy.Pattern pattern) {
    HeaderMatcher.Builder header = HeaderMatcher.newBuilder().setName(":authority");
    return switch (pattern) {
      case Policy.Pattern.Present _ -> header.setPresentMatch(true).build();
      case Policy.Pattern.Prefix prefix ->
          header
              .setStringMatch(
                  StringMatcher.newBuilder().setPrefix(prefix.text()).setIgnoreCase(true))
              .build();
      case Policy.Pattern.Exact exact -> hostRegex(header, "", exact.text());
      case Policy.Pattern.Suffix suffix -> hostRegex(header, ".*", suffix.text());
    };
  }

  private static HeaderMatcher hostRegex(HeaderMatcher.Builder header, String before, String text) {
    String port = text.matches(".*:[0-9]+") ? "" : "\\.?(:[0-9]+)?";
    return header.setStringMatch(regex("(?i)" + before + Pattern.quote(text) + port)).build();
  }

  private static StringMatcher regex(String regex) {
    return StringMatcher.newBuilder()
        .setSafeRegex(RegexMatcher.newBuilder().setRegex(regex))
        .build();
  }
}
