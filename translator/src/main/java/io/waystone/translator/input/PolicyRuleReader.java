package io.waystone.translator.input;

import com.google.common.base.Utf8;
import io.waystone.translator.input.AuthorizationPolicy.Clause;
import io.waystone.translator.input.AuthorizationPolicy.Condition;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the rules of an AuthorizationPolicy. */
final class PolicyRuleReader {

  private static final String NARROWER = "it is left out: an ALLOW matches less, a DENY more";

  private static final String MOST_LEFT_OUT =
      "the rest is left out: an ALLOW matches less, a DENY more";

  private static final int MOST_RULES = 1_024;
  private static final int MOST_VALUES = 1_024;

  /** Bytes of a header's values together: a regular expression is made of them. */
  private static final int MOST_OF_HEADER = 1_536;

  private PolicyRuleReader() {}

  static List<Rule> rules(String namespace, FieldReader spec) {
    List<Rule> rules = new ArrayList<>();
    if (spec.size("rules") > MOST_RULES) {
      spec.bad("rules", "there are more than " + MOST_RULES, "Write several policies");
      return rules;
    }
    spec.everyMapping("rules", rule -> rules.add(rule(rules.size(), namespace, rule)));
    if (PolicySize.of(rules) > PolicySize.LARGEST) {
      spec.bad("rules", "they are too large", "Write several policies");
    }
    return rules;
  }

  private static Rule rule(int index, String namespace, FieldReader rule) {
    return new Rule(
        index,
        clauses("from", "source", Attribute.Part.SOURCE, namespace, rule),
        clauses("to", "operation", Attribute.Part.OPERATION, namespace, rule),
        rule.mappings("when", when -> Optional.of(when(namespace, when))));
  }

  private static List<Clause> clauses(
      String list, String name, Attribute.Part part, String namespace, FieldReader rule) {
    // istiod refuses what is written and says nothing: it would match everything.
    if (rule.has(list) && rule.size(list) == 0 && !rule.broken(list)) {
      rule.bad(list, "it is empty", "Take it out to match everything");
    }
    return rule.mappings(
        list,
        entry -> {
          Optional<Clause> clause =
              entry.require(name).mapping(name, fields -> clause(part, namespace, fields));
          if (clause.isPresent() && clause.get().conditions().isEmpty()) {
            entry.bad(name, "it says nothing", "Take the entry out, or name something");
          }
          return clause;
        });
  }

  private static Clause clause(Attribute.Part part, String namespace, FieldReader fields) {
    List<Condition> conditions =
        Arrays.stream(Attribute.values())
            .filter(attribute -> attribute.part() == part && !attribute.field().isEmpty())
            .map(attribute -> field(attribute, namespace, fields))
            .filter(PolicyRuleReader::isWritten)
            .toList();
    if (part == Attribute.Part.SOURCE) {
      accountsAlone(fields);
    }
    return new Clause(conditions);
  }

  /** Whether anything was written, readable or not. */
  private static boolean isWritten(Condition condition) {
    return !condition.values().isEmpty()
        || !condition.notValues().isEmpty()
        || condition.invalidValues()
        || condition.invalidNotValues();
  }

  private static Condition field(Attribute attribute, String namespace, FieldReader fields) {
    Values values = values(attribute, attribute.field(), namespace, fields);
    Values not = values(attribute, attribute.notField(), namespace, fields);
    return new Condition(
        attribute, "", values.valid(), not.valid(), values.invalid(), not.invalid());
  }

  private static Condition when(String namespace, FieldReader when) {
    Optional<String> written = when.required("key");
    WhenKey key = written.flatMap(WhenKey::of).orElse(WhenKey.UNKNOWN);
    if (written.isPresent() && key.attribute() == Attribute.UNKNOWN) {
      invalid("key", "\"" + Words.shown(written.get()) + "\" is no attribute", when);
    }
    if (when.size("values") == 0 && when.size("notValues") == 0) {
      when.missing("values");
    }
    if (key.attribute() == Attribute.UNKNOWN) {
      when.texts("values");
      when.texts("notValues");
      return new Condition(Attribute.UNKNOWN, "", List.of(), List.of(), true, false);
    }
    Values values = values(key.attribute(), "values", namespace, when);
    Values not = values(key.attribute(), "notValues", namespace, when);
    return new Condition(
        key.attribute(),
        key.argument(),
        values.valid(),
        not.valid(),
        values.invalid(),
        not.invalid());
  }

  private record Values(List<String> valid, boolean invalid) {}

  private static Values values(
      Attribute attribute, String field, String namespace, FieldReader fields) {
    List<String> written = fields.texts(field);
    List<String> valid = new ArrayList<>();
    int taken = Math.min(written.size(), MOST_VALUES);
    int bytes = 0;
    for (int i = 0; i < taken; i++) {
      Optional<String> value = PolicyValues.normal(attribute, written.get(i), namespace);
      bytes += value.map(Utf8::encodedLength).orElse(0);
      if (attribute == Attribute.HEADERS && bytes > MOST_OF_HEADER) {
        fields.note(
            Code.WS0203,
            field,
            "the values have more than " + MOST_OF_HEADER + " bytes together",
            MOST_LEFT_OUT,
            "Write several rules");
        return new Values(valid, true);
      }
      value.ifPresent(valid::add);
      if (value.isEmpty()) {
        invalid(field + "[" + i + "]", problem(attribute, written.get(i)), fields);
      }
    }
    if (taken < written.size()) {
      String problem = "there are more than " + MOST_VALUES + " values";
      fields.note(Code.WS0203, field, problem, MOST_LEFT_OUT, "Write several rules");
    }
    return new Values(valid, valid.size() < written.size());
  }

  private static String problem(Attribute attribute, String value) {
    return "\""
        + Words.shown(value)
        + (PolicyValues.isTooLong(attribute, value)
            ? "\" has more than " + PolicyValues.longest(attribute) + " bytes"
            : "\" is no " + PolicyValues.what(attribute));
  }

  private static void invalid(String field, String problem, FieldReader fields) {
    fields.note(Code.WS0203, field, problem, NARROWER, "");
  }

  /** istiod (CEL of the CRD): serviceAccounts excludes principals and namespaces. */
  private static void accountsAlone(FieldReader source) {
    boolean accounts = Stream.of("serviceAccounts", "notServiceAccounts").anyMatch(source::has);
    boolean others =
        Stream.of("principals", "notPrincipals", "namespaces", "notNamespaces")
            .anyMatch(source::has);
    if (accounts && others) {
      source.bad(
          source.has("serviceAccounts") ? "serviceAccounts" : "notServiceAccounts",
          "it cannot stand beside principals or namespaces",
          "Write two sources");
    }
  }
}
