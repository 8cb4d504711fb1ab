package io.waystone.translator.envoy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.envoyproxy.pgv.validate.Validate.FieldRules;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Compiles the rules of a field for its values. A rule of a kind that does not occur in Envoy's
 * protos throws: a rule that we do not know must not be ignored.
 */
final class ValueRules {

  private static final String WRAPPERS = "google/protobuf/wrappers.proto";

  private ValueRules() {}

  /**
   * The rules for a value of the field, be it the whole of it or an item or a key.
   *
   * @throws UnsupportedOperationException if one is of an unknown kind
   */
  static List<ValueRule> of(FieldRules rules, FieldDescriptor field) {
    List<ValueRule> compiled =
        switch (rules.getTypeCase()) {
          case STRING -> StringRules.of(rules.getString());
          case BYTES -> each(rules.getBytes(), SmallRules::bytes);
          case BOOL -> each(rules.getBool(), SmallRules::bool);
          case ENUM -> each(rules.getEnum(), SmallRules::enumValue);
          case FLOAT -> OrderedRules.of(rules.getFloat());
          case DOUBLE -> OrderedRules.of(rules.getDouble());
          case INT32 -> OrderedRules.of(rules.getInt32());
          case INT64 -> OrderedRules.of(rules.getInt64());
          case UINT32 -> OrderedRules.of(rules.getUint32());
          case UINT64 -> OrderedRules.of(rules.getUint64());
          case SINT32 -> OrderedRules.of(rules.getSint32());
          case SINT64 -> OrderedRules.of(rules.getSint64());
          case FIXED32 -> OrderedRules.of(rules.getFixed32());
          case FIXED64 -> OrderedRules.of(rules.getFixed64());
          case SFIXED32 -> OrderedRules.of(rules.getSfixed32());
          case SFIXED64 -> OrderedRules.of(rules.getSfixed64());
          case DURATION -> OrderedRules.of(rules.getDuration());
          case TIMESTAMP -> OrderedRules.of(rules.getTimestamp());
          case REPEATED -> each(rules.getRepeated(), SmallRules::list);
          case MAP -> each(rules.getMap(), SmallRules::map);
          case ANY -> each(rules.getAny(), SmallRules::any);
          case TYPE_NOT_SET -> List.of();
        };
    return isWrapper(field) ? unwrapping(compiled, field) : compiled;
  }

  /** Compiles each rule that is set, in the order of their numbers. */
  static List<ValueRule> each(Message rules, BiFunction<String, Object, List<ValueRule>> compile) {
    return rules.getAllFields().entrySet().stream()
        .flatMap(rule -> compile.apply(rule.getKey().getName(), rule.getValue()).stream())
        .toList();
  }

  /** What to throw for a rule that does not occur in Envoy's protos. */
  static UnsupportedOperationException unknown(String kind, String rule) {
    return new UnsupportedOperationException("validation rule " + kind + "." + rule);
  }

  /** protoc-gen-validate: the rules of a wrapper are those of its scalar. */
  private static boolean isWrapper(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && field.getMessageType().getFile().getName().equals(WRAPPERS);
  }

  private static List<ValueRule> unwrapping(List<ValueRule> rules, FieldDescriptor field) {
    FieldDescriptor scalar = field.getMessageType().findFieldByName("value");
    return rules.stream().map(rule -> unwrapping(rule, scalar)).toList();
  }

  private static ValueRule unwrapping(ValueRule rule, FieldDescriptor scalar) {
    return (value, findings) -> {
      Object unwrapped = value instanceof Message wrapper ? wrapper.getField(scalar) : value;
      rule.check(unwrapped, findings);
    };
  }
}
