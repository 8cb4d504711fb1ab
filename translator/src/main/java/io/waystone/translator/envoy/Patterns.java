package io.waystone.translator.envoy;

import static com.google.re2j.Pattern.quote;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.mesh.Pattern;
import io.waystone.translator.mesh.Pattern.Exact;
import io.waystone.translator.mesh.Pattern.IssuerSubject;
import io.waystone.translator.mesh.Pattern.Prefix;
import io.waystone.translator.mesh.Pattern.Present;
import io.waystone.translator.mesh.Pattern.Range;
import io.waystone.translator.mesh.Pattern.Suffix;
import io.waystone.translator.mesh.Pattern.Template;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * Values of policies as Envoy's string matchers. Exact, prefix and suffix where Envoy has them;
 * where only a regular expression does, every value is escaped.
 */
final class Patterns {

  private static final String SPIFFE = "spiffe://";

  /** A part of a SPIFFE id. */
  private static final String PART = "[^/]+";

  /** A host with its port, or with the beginning of one; zeros before it say nothing. */
  private static final java.util.regex.Pattern HOST_PORT =
      java.util.regex.Pattern.compile("(.*):0*([0-9]*)");

  private Patterns() {}

  /** The value as it is. */
  static StringMatcher string(Pattern pattern) {
    StringMatcher.Builder matcher = StringMatcher.newBuilder();
    return switch (pattern) {
      case Exact exact -> matcher.setExact(exact.text()).build();
      case Prefix prefix -> matcher.setPrefix(prefix.text()).build();
      case Suffix suffix -> matcher.setSuffix(suffix.text()).build();
      // A claim may have several lines.
      case Present _ -> regex("(?s).+");
      case Template template -> template(template);
      case Range _, IssuerSubject _ -> throw noText(pattern);
    };
  }

  /** Envoy's own templates refuse some texts that a path may have. */
  private static StringMatcher template(Template template) {
    return regex(
        template.parts().stream()
            .map(part ->
                switch (part) {
                  case Template.Part.Text text -> quote(text.text());
                  case Template.Part.Segment _ -> "[^/]+";
                  case Template.Part.Rest _ -> ".*";
                  case Template.Part.Sign sign -> sign(sign);
                })
            .collect(Collectors.joining()));
  }

  private static String sign(Template.Part.Sign sign) {
    String number = "(?i:" + quote(sign.number()) + ")";
    return sign.text().isEmpty() ? number : "(?:" + quote(sign.text()) + "|" + number + ")";
  }

  /** {@code cluster.local/ns/default/sa/a}: an identity without its scheme. */
  static StringMatcher principal(Pattern pattern) {
    StringMatcher.Builder matcher = StringMatcher.newBuilder();
    return switch (pattern) {
      case Exact exact -> matcher.setExact(SPIFFE + exact.text()).build();
      case Prefix prefix -> matcher.setPrefix(SPIFFE + prefix.text()).build();
      // Without a regular expression the suffix would match in a text that is no identity.
      case Suffix suffix -> regex(SPIFFE + ".*" + quote(suffix.text()));
      case Present _ -> matcher.setPrefix(SPIFFE).build();
      case Range _, Template _, IssuerSubject _ -> throw noText(pattern);
    };
  }

  /** The trust domain of an identity. */
  static StringMatcher trustDomain(Pattern pattern) {
    StringMatcher.Builder matcher = StringMatcher.newBuilder();
    return switch (pattern) {
      case Exact exact -> matcher.setPrefix(SPIFFE + exact.text() + "/").build();
      case Prefix prefix -> matcher.setPrefix(SPIFFE + prefix.text()).build();
      case Suffix _ -> regex(SPIFFE + part(pattern) + "/.*");
      case Present _ -> matcher.setPrefix(SPIFFE).build();
      case Range _, Template _, IssuerSubject _ -> throw noText(pattern);
    };
  }

  /** The namespace of an identity. */
  static StringMatcher namespace(Pattern pattern) {
    return regex(SPIFFE + PART + "/ns/" + part(pattern) + "/sa/" + PART);
  }

  /** {@code namespace/account}, literal: a service account has no wildcards (Istio). */
  static StringMatcher serviceAccount(Pattern pattern) {
    String text = text(pattern);
    int slash = text.indexOf('/');
    return regex(
        SPIFFE
            + PART
            + "/ns/"
            + quote(text.substring(0, slash))
            + "/sa/"
            + quote(text.substring(slash + 1)));
  }

  private static String part(Pattern pattern) {
    return switch (pattern) {
      case Exact exact -> quote(exact.text());
      case Prefix prefix -> quote(prefix.text()) + "[^/]*";
      case Suffix suffix -> "[^/]*" + quote(suffix.text());
      case Present _ -> PART;
      case Range _, Template _, IssuerSubject _ -> throw noText(pattern);
    };
  }

  /**
   * A host in any case. One that is written without a port also matches with one, even an empty one
   * (RFC 3986 3.2.3), and any with the dot that ends an absolute name: otherwise {@code Host:
   * name:9080}, {@code Host: name:} and {@code Host: name.} would pass a DENY of {@code name} by.
   */
  static HeaderMatcher host(Pattern pattern) {
    HeaderMatcher.Builder header = HeaderMatcher.newBuilder().setName(":authority");
    return switch (pattern) {
      case Present _ -> header.setPresentMatch(true).build();
      case Prefix prefix -> {
        Matcher port = HOST_PORT.matcher(prefix.text());
        yield port.matches()
            ? hostRegex(header, quote(port.group(1)) + port(port.group(2)) + ".*")
            : header
                .setStringMatch(
                    StringMatcher.newBuilder().setPrefix(prefix.text()).setIgnoreCase(true))
                .build();
      }
      case Exact exact -> hostRegex(header, wholeHost(exact.text()));
      case Suffix suffix -> hostRegex(header, ".*" + wholeHost(suffix.text()));
      case Range _, Template _, IssuerSubject _ -> throw noText(pattern);
    };
  }

  private static HeaderMatcher hostRegex(HeaderMatcher.Builder header, String regex) {
    return header.setStringMatch(regex("(?i)" + regex)).build();
  }

  private static String wholeHost(String text) {
    Matcher port = HOST_PORT.matcher(text);
    return port.matches() && !port.group(2).isEmpty()
        ? quote(port.group(1)) + port(port.group(2))
        : quote(text) + "\\.?(:[0-9]*)?";
  }

  /** A port may be written with zeros before it. */
  private static String port(String digits) {
    return "\\.?:0*" + digits;
  }

  /** The text of what has no wildcards: a number, a service account. */
  static String text(Pattern pattern) {
    return switch (pattern) {
      case Exact exact -> exact.text();
      case Prefix _, Suffix _, Present _, Range _, Template _, IssuerSubject _ ->
          throw noText(pattern);
    };
  }

  static StringMatcher regex(String regex) {
    return StringMatcher.newBuilder()
        .setSafeRegex(RegexMatcher.newBuilder().setRegex(regex))
        .build();
  }

  /** {@code mesh} makes no such pattern of such an attribute: this is a fault of ours. */
  static IllegalArgumentException noText(Pattern pattern) {
    return new IllegalArgumentException("no pattern of this attribute: " + pattern);
  }
}
