package io.waystone.translator.input;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** What a YAML scalar means: the core schema of YAML 1.2, which JSON's scalars are a part of. */
final class Scalars {

  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern BOOL = Pattern.compile("true|True|TRUE|false|False|FALSE");

  /**
   * Numbers. Those with leading zeros are octal for kubectl and decimal for YAML 1.2: they stay
   * text, so that a field that wants a number refuses them. So do hexadecimal ones, infinity and
   * what has more digits than any number in these objects.
   */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(0|[1-9][0-9]{0,30})(\\.[0-9]{0,30})?([eE][-+]?[0-9]{1,3})?");

  private static final String TAG = "tag:yaml.org,2002:";

  private Scalars() {}

  static Tree read(ScalarEvent scalar, Position position) {
    String tag = scalar.getTag().orElse(scalar.isPlain() ? "" : "!");
    Optional<Position> at = Optional.of(position);
    return switch (tag) {
      case "", TAG + "null", TAG + "bool", TAG + "int", TAG + "float" ->
          plain(scalar.getValue(), at);
      case "!", TAG + "str" -> new Tree.Text(scalar.getValue(), at);
      default -> throw new TreeBuilder.Refused("the tag " + tag + " is not supported", position);
    };
  }

  private static Tree plain(String value, Optional<Position> at) {
    if (!mayBeSpecial(value)) {
      return new Tree.Text(value, at);
    }
    if (NULL.matcher(value).matches()) {
      return new Tree.Null(at);
    }
    if (BOOL.matcher(value).matches()) {
      return new Tree.Bool(value.charAt(0) == 't' || value.charAt(0) == 'T', at);
    }
    if (NUMBER.matcher(value).matches()) {
      return new Tree.Num(new BigDecimal(value), at);
    }
    return new Tree.Text(value, at);
  }

  /** Most words begin with a letter that none of the patterns begins with. */
  private static boolean mayBeSpecial(String value) {
    return value.isEmpty() || "~nNtTfF+-0123456789".indexOf(value.charAt(0)) >= 0;
  }
}
