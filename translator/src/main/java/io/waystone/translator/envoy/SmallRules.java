package io.waystone.translator.envoy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.util.HashSet;
import java.util.List;

/**
 * The rules of the kinds that have only a few: bytes, booleans, enums, lists, maps and {@code Any}.
 * Each method compiles one rule, given its name in {@code validate.proto} and its limit, to none or
 * one.
 */
final class SmallRules {

  private SmallRules() {}

  /** A rule of {@code BytesRules}; lengths in bytes. */
  static List<ValueRule> bytes(String rule, Object limit) {
    return switch (rule) {
      case "min_len" -> List.of(atLeast(limit, value -> ((ByteString) value).size(), "bytes"));
      case "max_len" -> List.of(atMost(limit, value -> ((ByteString) value).size(), "bytes"));
      default -> throw ValueRules.unknown("bytes", rule);
    };
  }

  /** A rule of {@code BoolRules}. */
  static List<ValueRule> bool(String rule, Object limit) {
    return switch (rule) {
      case "const" -> List.of(constant(limit));
      default -> throw ValueRules.unknown("bool", rule);
    };
  }

  /** A rule of {@code EnumRules}. */
  static List<ValueRule> enumValue(String rule, Object limit) {
    return switch (rule) {
      case "const" -> List.of((value, findings) -> requireNumber(List.of(limit), value, findings));
      case "in" -> List.of((value, findings) -> requireNumber((List<?>) limit, value, findings));
      case "not_in" -> List.of((value, findings) -> refuseNumber((List<?>) limit, value, findings));
      case "defined_only" -> limit.equals(true) ? List.of(SmallRules::requireDefined) : List.of();
      default -> throw ValueRules.unknown("enum", rule);
    };
  }

  /** A rule of {@code RepeatedRules} for the list as a whole. */
  static List<ValueRule> list(String rule, Object limit) {
    return switch (rule) {
      case "min_items" -> List.of(atLeast(limit, SmallRules::count, "items"));
      case "max_items" -> List.of(atMost(limit, SmallRules::count, "items"));
      case "unique" -> limit.equals(true) ? List.of(SmallRules::requireUnique) : List.of();
      case "items" -> List.of();
      default -> throw ValueRules.unknown("repeated", rule);
    };
  }

  /** A rule of {@code MapRules} for the map as a whole. */
  static List<ValueRule> map(String rule, Object limit) {
    return switch (rule) {
      case "min_pairs" -> List.of(atLeast(limit, SmallRules::count, "entries"));
      case "max_pairs" -> List.of(atMost(limit, SmallRules::count, "entries"));
      case "keys", "values" -> List.of();
      default -> throw ValueRules.unknown("map", rule);
    };
  }

  /** A rule of {@code AnyRules}; whether a value is required is the field's business. */
  static List<ValueRule> any(String rule, Object limit) {
    return switch (rule) {
      case "required" -> List.of();
      default -> throw ValueRules.unknown("any", rule + " = " + limit);
    };
  }

  /** What a size rule measures. */
  @FunctionalInterface
  interface Measure {
    /** The size of the value, in the rule's unit. */
    long of(Object value);
  }

  /** The size is at least the limit. */
  static ValueRule atLeast(Object limit, Measure measure, String unit) {
    long least = ((Number) limit).longValue();
    return (value, findings) -> {
      long size = measure.of(value);
      if (size < least) {
        findings.add("value must be at least %d %s, not %d".formatted(least, unit, size));
      }
    };
  }

  /** The size is at most the limit. */
  static ValueRule atMost(Object limit, Measure measure, String unit) {
    long most = ((Number) limit).longValue();
    return (value, findings) -> {
      long size = measure.of(value);
      if (size > most) {
        findings.add("value must be at most %d %s, not %d".formatted(most, unit, size));
      }
    };
  }

  /** The value is exactly this one. */
  static ValueRule constant(Object required) {
    return (value, findings) -> {
      if (!value.equals(required)) {
        findings.add("value must be " + required, value);
      }
    };
  }

  private static int count(Object list) {
    return ((List<?>) list).size();
  }

  private static void requireUnique(Object list, Findings findings) {
    if (new HashSet<>((List<?>) list).size() < count(list)) {
      findings.add("values must be unique", list);
    }
  }

  private static void requireDefined(Object value, Findings findings) {
    EnumValueDescriptor constant = (EnumValueDescriptor) value;
    if (constant.getType().findValueByNumber(constant.getNumber()) == null) {
      findings.add("value must be a defined one", constant.getNumber());
    }
  }

  private static void requireNumber(List<?> numbers, Object value, Findings findings) {
    if (!numbers.contains(((EnumValueDescriptor) value).getNumber())) {
      findings.add("value must be one of the numbers " + numbers, value);
    }
  }

  private static void refuseNumber(List<?> numbers, Object value, Findings findings) {
    if (numbers.contains(((EnumValueDescriptor) value).getNumber())) {
      findings.add("value must be none of the numbers " + numbers, value);
    }
  }
}
