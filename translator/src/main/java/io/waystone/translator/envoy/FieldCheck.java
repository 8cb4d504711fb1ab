package io.waystone.translator.envoy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import io.envoyproxy.pgv.validate.Validate;
import io.envoyproxy.pgv.validate.Validate.FieldRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How one field of a message is checked. */
sealed interface FieldCheck {

  /** Reports every rule that the field breaks in this message. */
  void check(Message message, Findings findings);

  /** The checks of a type, in the order of its fields; a oneof stands where its first one does. */
  static List<FieldCheck> of(Descriptor type) {
    Map<GenericDescriptor, Map<FieldDescriptor, FieldCheck>> checks = new LinkedHashMap<>();
    for (FieldDescriptor field : type.getFields()) {
      OneofDescriptor oneof = field.getRealContainingOneof();
      of(field)
          .ifPresent(check ->
              checks
                  .computeIfAbsent(oneof == null ? field : oneof, _ -> new HashMap<>())
                  .put(field, check));
    }
    List<FieldCheck> all = new ArrayList<>();
    checks.forEach((at, of) -> {
      if (at instanceof OneofDescriptor oneof) {
        all.add(new Choice(oneof, of));
      } else {
        all.addAll(of.values());
      }
    });
    return List.copyOf(all);
  }

  /** The check of the field; empty if there is nothing to check. */
  private static Optional<FieldCheck> of(FieldDescriptor field) {
    FieldRules rules = field.getOptions().getExtension(Validate.rules);
    if (field.isMapField()) {
      return Entries.of(field, rules);
    }
    return field.isRepeated() ? Many.of(field, rules) : One.of(field, rules);
  }

  /** Whether the check goes into the messages that are values of this field. */
  private static boolean hasRulesBelow(FieldDescriptor field, FieldRules rules) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && !rules.getMessage().getSkip()
        && Reach.hasRules(field.getMessageType());
  }

  private static void checkValue(
      Object value, List<ValueRule> rules, boolean descends, Findings findings) {
    for (ValueRule rule : rules) {
      rule.check(value, findings);
    }
    if (descends && value instanceof Message message) {
      MessageRules.of(message.getDescriptorForType()).check(message, findings);
    }
  }

  /**
   * A single value. protoc-gen-validate: a scalar without presence is checked also when it is zero,
   * a message and one of a oneof only when set (so that nothing in a oneof is required by itself).
   */
  record One(FieldDescriptor field, boolean required, List<ValueRule> rules, boolean descends)
      implements FieldCheck {

    private static Optional<FieldCheck> of(FieldDescriptor field, FieldRules rules) {
      boolean required = field.getRealContainingOneof() == null && isRequired(rules);
      List<ValueRule> valueRules = ValueRules.of(rules, field);
      boolean descends = hasRulesBelow(field, rules);
      return required || descends || !valueRules.isEmpty()
          ? Optional.of(new One(field, required, valueRules, descends))
          : Optional.empty();
    }

    private static boolean isRequired(FieldRules rules) {
      return rules.getMessage().getRequired()
          || rules.getDuration().getRequired()
          || rules.getTimestamp().getRequired()
          || rules.getAny().getRequired();
    }

    @Override
    public void check(Message message, Findings findings) {
      if (!field.hasPresence() || message.hasField(field)) {
        findings.enterField(field.getName());
        checkValue(message.getField(field), rules, descends, findings);
        findings.leave();
      } else if (required) {
        findings.addTo(field.getName(), "value is required");
      }
    }
  }

  /**
   * The fields of a oneof. Reflection is what a check costs, and one question tells which of them
   * is set, if any.
   */
  record Choice(OneofDescriptor oneof, Map<FieldDescriptor, FieldCheck> checks)
      implements FieldCheck {
    public Choice {
      checks = Map.copyOf(checks);
    }

    @Override
    public void check(Message message, Findings findings) {
      FieldDescriptor set = message.getOneofFieldDescriptor(oneof);
      if (set != null && checks.containsKey(set)) {
        checks.get(set).check(message, findings);
      }
    }
  }

  /**
   * A list.
   *
   * @param rules of the list as a whole
   * @param itemRules of each item
   */
  record Many(
      FieldDescriptor field, List<ValueRule> rules, List<ValueRule> itemRules, boolean descends)
      implements FieldCheck {

    private static Optional<FieldCheck> of(FieldDescriptor field, FieldRules rules) {
      FieldRules ofItems = rules.getRepeated().getItems();
      List<ValueRule> whole = ValueRules.of(rules, field);
      List<ValueRule> items = ValueRules.of(ofItems, field);
      boolean descends = hasRulesBelow(field, rules) && hasRulesBelow(field, ofItems);
      return descends || !whole.isEmpty() || !items.isEmpty()
          ? Optional.of(new Many(field, whole, items, descends))
          : Optional.empty();
    }

    @Override
    public void check(Message message, Findings findings) {
      List<?> items = (List<?>) message.getField(field);
      if (items.isEmpty() && rules.isEmpty()) {
        return;
      }
      findings.enterField(field.getName());
      checkValue(items, rules, false, findings);
      if (descends || !itemRules.isEmpty()) {
        for (int i = 0; i < items.size(); i++) {
          findings.enterItem(i);
          checkValue(items.get(i), itemRules, descends, findings);
          findings.leave();
        }
      }
      findings.leave();
    }
  }

  /**
   * A map. Entries are checked in the order of their keys, so that the order of the violations does
   * not depend on how the map was filled.
   *
   * @param rules of the map as a whole
   */
  record Entries(
      FieldDescriptor field,
      List<ValueRule> rules,
      List<ValueRule> keyRules,
      List<ValueRule> valueRules,
      boolean descends)
      implements FieldCheck {

    private static Optional<FieldCheck> of(FieldDescriptor field, FieldRules rules) {
      FieldDescriptor value = field.getMessageType().findFieldByName("value");
      FieldDescriptor key = field.getMessageType().findFieldByName("key");
      FieldRules ofValues = rules.getMap().getValues();
      List<ValueRule> whole = ValueRules.of(rules, field);
      List<ValueRule> keys = ValueRules.of(rules.getMap().getKeys(), key);
      List<ValueRule> values = ValueRules.of(ofValues, value);
      boolean descends = hasRulesBelow(value, ofValues);
      return descends || !whole.isEmpty() || !keys.isEmpty() || !values.isEmpty()
          ? Optional.of(new Entries(field, whole, keys, values, descends))
          : Optional.empty();
    }

    @Override
    public void check(Message message, Findings findings) {
      List<?> entries = (List<?>) message.getField(field);
      findings.enterField(field.getName());
      checkValue(entries, rules, false, findings);
      entries.stream()
          .map(entry -> (MapEntry<?, ?>) entry)
          .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
          .forEach(entry -> checkEntry(entry, findings));
      findings.leave();
    }

    private void checkEntry(MapEntry<?, ?> entry, Findings findings) {
      findings.enterEntry(entry.getKey());
      checkValue(entry.getKey(), keyRules, false, findings);
      checkValue(entry.getValue(), valueRules, descends, findings);
      findings.leave();
    }
  }
}
