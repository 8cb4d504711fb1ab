package io.waystone.translator.input;

import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a {@code method} match of a GRPCRoute: which paths {@code /service/method} it means. */
final class GrpcMethodReader {

  private static final int MAX_LENGTH = 1024;

  /** A service or a method that may be any. */
  private static final String ANY = "[^/]+";

  private static final Map<String, Boolean> IS_REGEX =
      Map.of("Exact", false, "RegularExpression", true);

  /** Gateway API: what an exact service may be. */
  private static final Pattern SERVICE =
      Pattern.compile("\\.?[A-Za-z_][A-Za-z_0-9]*(\\.[A-Za-z_][A-Za-z_0-9]*)*");

  /** Gateway API: what an exact method may be. */
  private static final Pattern METHOD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");

  private GrpcMethodReader() {}

  static PathMatch read(FieldReader match) {
    boolean regex = match.choice("type", IS_REGEX).orElse(false);
    String service = match.text("service", "");
    String method = match.text("method", "");
    if (service.isEmpty() && method.isEmpty()) {
      match.bad("service", "it or the method must be written", "");
    }
    if (regex) {
      expression("service", service, match);
      expression("method", method, match);
    } else {
      word("service", service, SERVICE, match);
      word("method", method, METHOD, match);
    }
    PathMatch path = path(regex, service, method);
    if (regex && !match.broken()) {
      // Each is small enough, both may not be.
      Regexes.problem(path.value()).ifPresent(problem -> match.bad("method", problem, ""));
    }
    return path;
  }

  private static void word(String field, String value, Pattern allowed, FieldReader match) {
    if (value.length() > MAX_LENGTH) {
      match.bad(field, "it is longer than " + MAX_LENGTH + " characters", "");
    } else if (!value.isEmpty() && !allowed.matcher(value).matches()) {
      match.bad(
          field,
          "it has characters that no " + field + " has",
          "Write type: RegularExpression for more than one");
    }
  }

  private static void expression(String field, String value, FieldReader match) {
    if (!value.isEmpty()) {
      Regexes.problem(value).ifPresent(problem -> match.bad(field, problem, ""));
    }
  }

  private static PathMatch path(boolean regex, String service, String method) {
    PathType type = PathType.REGEX;
    String value = "/" + part(regex, service) + "/" + part(regex, method);
    if (!regex && !service.isEmpty()) {
      type = method.isEmpty() ? PathType.PREFIX : PathType.EXACT;
      value = "/" + service + "/" + method;
    }
    return new PathMatch(type, value, service.length(), method.length());
  }

  /** An exact word has no character that means something in a regular expression. */
  private static String part(boolean regex, String value) {
    if (value.isEmpty()) {
      return ANY;
    }
    return regex ? "(?:" + value + ")" : value;
  }
}
