package io.waystone.translator.input;

import com.google.common.base.CharMatcher;
import com.google.common.base.Utf8;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the values of AuthorizationPolicy attributes may be, and their one spelling. */
final class PolicyValues {

  /** No address, path or identity is longer; and expressions are made of some. */
  private static final int LONGEST = 1_024;

  /** What is made of a header's value is nested as deep as it is long; RE2 takes 1,000. */
  private static final int LONGEST_OF_HEADER = 512;

  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final int MAX_PORT = 65535;

  /** One "*" at most, at one end: more would be compared as the character, and never match. */
  private static final Pattern ENDS = Pattern.compile("\\*?[^*]*|[^*]*\\*");

  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9*-]{1,63}");
  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._*-]{1,255}");

  /** That each line is one of them is asked by an expression as deep as the longest is long. */
  private static final Pattern HEADER = Pattern.compile("[ -~]{1,512}");

  private static final Pattern DOTS = Pattern.compile("/\\.\\.?(/|$)");

  private static final Pattern TEMPLATE = Pattern.compile("\\{\\*\\*?}");

  private PolicyValues() {}

  /**
   * The value as the mesh compares it; empty if it is not one of the attribute's.
   *
   * @param namespace the policy's, where a service account without a namespace is
   */
  static Optional<String> normal(Attribute attribute, String value, String namespace) {
    if (value.isEmpty() || isTooLong(attribute, value) || !Words.isPrintable(value)) {
      return Optional.empty();
    }
    return switch (attribute) {
      case PRINCIPALS -> Optional.of(value).filter(PolicyValues::isPrincipal);
      case SERVICE_ACCOUNTS -> serviceAccount(value, namespace);
      case TRUST_DOMAINS -> matching(TRUST_DOMAIN, value).flatMap(v -> matching(ENDS, v));
      case NAMESPACES -> matching(NAMESPACE, value).flatMap(v -> matching(ENDS, v));
      case IP_BLOCKS, REMOTE_IP_BLOCKS, DESTINATION_IP -> Addresses.cidr(value).map(Cidr::toString);
      // A host on the wire is ASCII.
      case HOSTS -> matching(ENDS, value).filter(CharMatcher.inRange('!', '~')::matchesAllOf);
      case METHODS -> matching(ENDS, value).filter(Words::isToken);
      case PATHS -> Optional.of(value).filter(PolicyValues::isPath);
      case PORTS -> matching(PORT, value).filter(v -> Integer.parseInt(v) <= MAX_PORT);
      case HEADERS -> matching(HEADER, value);
      // No server name has a "*" or a space in it.
      case SNI -> matching(ENDS, value).filter(v -> v.indexOf(' ') < 0);
      case REQUEST_PRINCIPALS, AUDIENCES, PRESENTER, CLAIMS -> Optional.of(value);
      case UNKNOWN -> Optional.empty();
    };
  }

  /** How many bytes a value of the attribute may have. */
  static int longest(Attribute attribute) {
    return attribute == Attribute.HEADERS ? LONGEST_OF_HEADER : LONGEST;
  }

  /** Whether it has more bytes. */
  static boolean isTooLong(Attribute attribute, String value) {
    // Half a character cannot be counted, and is refused for itself.
    return value.length() > longest(attribute)
        || (Words.isPrintable(value) && Utf8.encodedLength(value) > longest(attribute));
  }

  /** What a value of the attribute is called in a message. */
  static String what(Attribute attribute) {
    return switch (attribute) {
      case PRINCIPALS ->
          "principal like \"cluster.local/ns/default/sa/web\", with \"*\" at one end at most";
      case SERVICE_ACCOUNTS -> "service account like \"default/web\" or \"web\"";
      case TRUST_DOMAINS -> "trust domain";
      case NAMESPACES -> "namespace, with \"*\" at one end at most";
      case IP_BLOCKS, REMOTE_IP_BLOCKS, DESTINATION_IP -> "address or range like \"10.0.0.0/8\"";
      case HOSTS -> "host, with \"*\" at one end at most";
      case METHODS -> "HTTP method";
      case PATHS ->
          "path without a query and without \"/./\" and \"/../\", with \"*\" at one end at most, or"
              + " a template with {*} and {**}";
      case PORTS -> "port from 1 to 65535";
      case HEADERS -> "header value, all of it ASCII";
      case SNI -> "server name, with \"*\" at one end at most";
      case REQUEST_PRINCIPALS, AUDIENCES, PRESENTER, CLAIMS, UNKNOWN -> "value";
    };
  }

  /** No identity has a "*" in it, and the scheme is not written here: neither could ever match. */
  private static boolean isPrincipal(String value) {
    return ENDS.matcher(value).matches()
        && value.indexOf(' ') < 0
        && !value.startsWith("spiffe://");
  }

  private static Optional<String> serviceAccount(String value, String namespace) {
    int slash = value.indexOf('/');
    String in = slash < 0 ? namespace : value.substring(0, slash);
    String name = value.substring(slash + 1);
    return Words.isDnsLabel(in) && Words.isDnsName(name)
        ? Optional.of(in + "/" + name)
        : Optional.empty();
  }

  /** istiod: in a template, {@code {*}} and {@code {**}} are the only braces and stars. */
  private static boolean isPath(String value) {
    // The query is cut off, and dots are resolved, before anybody compares: a value with either
    // would never match.
    if (value.indexOf('?') >= 0 || value.indexOf('#') >= 0 || DOTS.matcher(value).find()) {
      return false;
    }
    if (value.indexOf('{') < 0 && value.indexOf('}') < 0) {
      return ENDS.matcher(value).matches();
    }
    String literal = TEMPLATE.matcher(value).replaceAll("");
    boolean last = value.indexOf("{**}") == value.lastIndexOf("{*");
    return literal.matches("[^{}*]*") && (value.indexOf("{**}") < 0 || last);
  }

  private static Optional<String> matching(Pattern pattern, String value) {
    return Optional.of(value).filter(text -> pattern.matcher(text).matches());
  }
}
