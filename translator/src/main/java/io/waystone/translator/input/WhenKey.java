package io.waystone.translator.input;

import java.util.Locale;
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

  private static final Pattern FORM = Pattern.compile("([a-z.A-Z]+)((?:\\[[^\\[\\]]+])*)");

  /** The key; empty if it is none, or has brackets where none belong. */
  static Optional<WhenKey> of(String text) {
    Matcher form = FORM.matcher(text);
    Optional<Attribute> attribute = Attribute.ofKey(text);
    if (!form.matches() || attribute.isEmpty()) {
      return Optional.empty();
    }
    String brackets = form.group(2);
    String argument = brackets.isEmpty() ? "" : brackets.substring(1, brackets.length() - 1);
    return switch (attribute.get()) {
      case HEADERS ->
          Optional.of(new WhenKey(Attribute.HEADERS, argument.toLowerCase(Locale.ROOT)))
              .filter(key -> Words.isToken(key.argument()));
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
