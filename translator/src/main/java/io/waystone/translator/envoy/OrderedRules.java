package io.waystone.translator.envoy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Rules of what has an order: every kind of number, durations and times. Their messages in {@code
 * validate.proto} differ in the type of the limits only, so they are read by reflection.
 */
final class OrderedRules {

  private OrderedRules() {}

  /** Compiles a {@code UInt32Rules}, {@code DurationRules} or the like. */
  static List<ValueRule> of(Message rules) {
    FieldDescriptor limit = rules.getDescriptorForType().findFieldByName("lt");
    return ValueRules.each(rules, (rule, value) -> compile(rule, value, limit));
  }

  private static List<ValueRule> compile(String rule, Object limit, FieldDescriptor type) {
    return switch (rule) {
      case "lt" -> List.of(compared("less than", limit, type, order -> order < 0));
      case "lte" -> List.of(compared("at most", limit, type, order -> order <= 0));
      case "gt" -> List.of(compared("greater than", limit, type, order -> order > 0));
      case "gte" -> List.of(compared("at least", limit, type, order -> order >= 0));
      case "required" -> List.of();
      default -> throw ValueRules.unknown(type.getContainingType().getName(), rule);
    };
  }

  private static ValueRule compared(
      String relation, Object limit, FieldDescriptor type, IntPredicate holds) {
    Comparator<Object> comparator = comparator(type);
    return (value, findings) -> {
      if (!holds.test(comparator.compare(value, limit))) {
        String required = text(limit, type);
        String given = text(value, type);
        findings.add("value must be %s %s, not %s".formatted(relation, required, given));
      }
    };
  }

  private static Comparator<Object> comparator(FieldDescriptor type) {
    return switch (type.getType()) {
      case UINT32, FIXED32 -> (a, b) -> Integer.compareUnsigned((Integer) a, (Integer) b);
      case UINT64, FIXED64 -> (a, b) -> Long.compareUnsigned((Long) a, (Long) b);
      case INT32, SINT32, SFIXED32 -> (a, b) -> Integer.compare((Integer) a, (Integer) b);
      case INT64, SINT64, SFIXED64 -> (a, b) -> Long.compare((Long) a, (Long) b);
      case FLOAT -> (a, b) -> Float.compare((Float) a, (Float) b);
      case DOUBLE -> (a, b) -> Double.compare((Double) a, (Double) b);
      case MESSAGE -> Comparator.comparing(OrderedRules::seconds);
      case BOOL, STRING, BYTES, ENUM, GROUP ->
          throw ValueRules.unknown(type.getContainingType().getName(), type.getName());
    };
  }

  private static String text(Object value, FieldDescriptor type) {
    return switch (type.getType()) {
      case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
      case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
      case MESSAGE -> seconds(value).stripTrailingZeros().toPlainString() + "s";
      case INT32, SINT32, SFIXED32, INT64, SINT64, SFIXED64, FLOAT, DOUBLE -> value.toString();
      case BOOL, STRING, BYTES, ENUM, GROUP -> value.toString();
    };
  }

  /** A duration in seconds, or the seconds of a time since 1970; invalid ones have them too. */
  static BigDecimal seconds(Object value) {
    return switch (value) {
      case Duration duration -> seconds(duration.getSeconds(), duration.getNanos());
      case Timestamp timestamp -> seconds(timestamp.getSeconds(), timestamp.getNanos());
      default -> throw new IllegalArgumentException("no seconds in " + value.getClass());
    };
  }

  private static BigDecimal seconds(long seconds, int nanos) {
    return BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, 9));
  }
}
