package io.waystone.translator.input;

import io.waystone.translator.input.LabelSelector.Expression;
import io.waystone.translator.input.LabelSelector.Operator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a label selector. What is broken in it is for the caller to fail closed on. */
final class LabelSelectorReader {

  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "In", Operator.IN,
          "NotIn", Operator.NOT_IN,
          "Exists", Operator.EXISTS,
          "DoesNotExist", Operator.DOES_NOT_EXIST);

  private LabelSelectorReader() {}

  static LabelSelector read(FieldReader selector) {
    return new LabelSelector(
        selector.words("matchLabels"),
        selector.mappings("matchExpressions", LabelSelectorReader::expression));
  }

  private static Optional<Expression> expression(FieldReader expression) {
    Optional<String> key = expression.required("key");
    expression.require("operator");
    Optional<Operator> operator = expression.choice("operator", OPERATORS);
    List<String> values = expression.texts("values");
    operator.ifPresent(op -> values(op, values, expression));
    return expression.broken()
        ? Optional.empty()
        : Optional.of(new Expression(key.orElseThrow(), operator.orElseThrow(), values));
  }

  private static void values(Operator operator, List<String> values, FieldReader expression) {
    switch (operator) {
      case IN, NOT_IN -> {
        if (values.isEmpty()) {
          expression.missing("values");
        }
      }
      case EXISTS, DOES_NOT_EXIST -> {
        if (!values.isEmpty()) {
          expression.bad("values", "the operator takes no values", "Take them out");
        }
      }
    }
  }
}
