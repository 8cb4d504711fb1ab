package io.waystone.translator.input;

import com.google.common.base.Ascii;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code when} key.
 *
 * @param argument what stands in the brackets: a header's name in lower case, a claim's path with
 *     {@code ][} between its steps; empty where there are none
 */
record WhenKey(Attribute attribute, String argument) {

  static final WhenKey UNKNOWN = new WhenKey(Attribute.UNKNOWN, "");

  /** Its length is bounded, for this takes a piece of the stack for each pair of brackets. */
  private static final Pattern FORM = Pattern.compile("([a-z.A-Z]+)((?:\\[[^\\[\\]]+])*)");

  private static final int LONGEST = 1_024;

  /** The key; empty if it is none, has brackets where none belong, or is too long. */
  static Optional<WhenKey> of(String text) {
    if (text.length() > LONGEST || !Words.isPrintable(text)) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text);
    Optional<Attribute> attribute = Attribute.ofKey(text);
    if (!form.matches() || attribute.isEmpty()) {
      return Optional.empty();
    }
    String brackets = form.group(2);
    String argument = brackets.isEmpty() ? "" : brackets.substring(1, brackets.length() - 1);
    return switch (attribute.get()) {
      case HEADERS ->
          Optional.of(argument)
              .filter(Words::isToken)
              .map(name -> new WhenKey(Attribute.HEADERS, Ascii.toLowerCase(name)));
      case CLAIMS ->
          Optional.of(new WhenKey(Attribute.CLAIMS, argument)).filter(_ -> !argument.isEmpty());
      case PRINCIPALS,
          REQUEST_PRINCIPALS,
          SERVICE_ACCOUNTS,
          TRUST_DOMAINS,
          NAMESPACES,
          REMOTE_IP_BLOCKS,
          IP_BLOCKS,
          HOSTS,
          METHODS,
          PATHS,
          PORTS,
          DESTINATION_IP,
          SNI,
          AUDIENCES,
          PRESENTER,
          UNKNOWN ->
          Optional.of(new WhenKey(attribute.get(), "")).filter(_ -> brackets.isEmpty());
    };
  }
}
