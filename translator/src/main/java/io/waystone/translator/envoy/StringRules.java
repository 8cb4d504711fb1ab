package io.waystone.translator.envoy;

import com.google.re2j.Pattern;
import io.envoyproxy.pgv.validate.Validate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/** Compiles the rules for strings that occur in Envoy's protos. */
final class StringRules {

  private static final String NAME_SYMBOLS = "!#$%&'*+,-.^_|~`";

  private StringRules() {}

  /** The rules for a string. */
  static List<ValueRule> of(Validate.StringRules rules) {
    boolean strict = rules.getStrict();
    List<ValueRule> compiled =
        ValueRules.each(rules, (rule, limit) -> compile(rule, limit, strict));
    return rules.getIgnoreEmpty()
        ? compiled.stream().map(rule -> rule.unless("")).toList()
        : compiled;
  }

  private static List<ValueRule> compile(String rule, Object limit, boolean strict) {
    return switch (rule) {
      case "min_len" -> List.of(SmallRules.atLeast(limit, StringRules::characters, "characters"));
      case "max_len" -> List.of(SmallRules.atMost(limit, StringRules::characters, "characters"));
      case "min_bytes" -> List.of(SmallRules.atLeast(limit, StringRules::bytes, "bytes"));
      case "max_bytes" -> List.of(SmallRules.atMost(limit, StringRules::bytes, "bytes"));
      case "prefix" ->
          List.of(required("start with " + limit, text -> text.startsWith((String) limit)));
      case "suffix" ->
          List.of(required("end with " + limit, text -> text.endsWith((String) limit)));
      case "in" -> List.of(required("be one of " + limit, ((List<?>) limit)::contains));
      case "pattern" -> List.of(pattern((String) limit));
      case "well_known_regex" -> List.of(wellKnown(limit.toString(), strict));
      case "strict", "ignore_empty" -> List.of();
      default -> throw ValueRules.unknown("string", rule);
    };
  }

  private static long characters(Object text) {
    return ((String) text).codePoints().count();
  }

  private static long bytes(Object text) {
    return ((String) text).getBytes(StandardCharsets.UTF_8).length;
  }

  private static ValueRule pattern(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return required("match " + regex, text -> pattern.matcher(text).find());
  }

  /**
   * protoc-gen-validate: the strict forms are those of RFC 7230, the others forbid only what ends a
   * line or a string.
   */
  private static ValueRule wellKnown(String name, boolean strict) {
    Predicate<String> holds =
        switch (name) {
          case "HTTP_HEADER_NAME" -> strict ? StringRules::isName : StringRules::isOneLine;
          case "HTTP_HEADER_VALUE" -> strict ? StringRules::isValue : StringRules::isOneLine;
          default -> throw ValueRules.unknown("string", "well_known_regex = " + name);
        };
    String kind = name.equals("HTTP_HEADER_NAME") ? "name" : "value";
    return required("be usable as a header " + kind, holds);
  }

  private static boolean isName(String text) {
    String name = text.startsWith(":") ? text.substring(1) : text;
    return !name.isEmpty()
        && name.chars().allMatch(c -> isAlphanumeric(c) || NAME_SYMBOLS.indexOf(c) >= 0);
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isValue(String text) {
    return text.chars().noneMatch(c -> (c < ' ' && c != '\t') || c == 0x7f);
  }

  private static boolean isOneLine(String text) {
    return text.chars().noneMatch(c -> c == 0 || c == '\n' || c == '\r');
  }

  private static ValueRule required(String what, Predicate<String> holds) {
    return (value, findings) -> {
      if (!holds.test((String) value)) {
        findings.add("value must " + what, value);
      }
    };
  }
}
