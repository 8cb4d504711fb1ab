package io.waystone.translator.input;

import com.google.common.base.CharMatcher;
import java.util.regex.Pattern;

/** The words that names, headers and hosts are made of, and how values are shown in messages. */
final class Words {

  /** RFC 9110: token. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

  private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern DNS_NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final int MAX_DNS_NAME = 253;
  private static final int MAX_SHOWN = 80;

  private Words() {}

  /** A method, or a header's or query parameter's name. */
  static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  /** DNS-1123 label: at most 63 characters. */
  static boolean isDnsLabel(String text) {
    return text.length() < 64 && DNS_LABEL.matcher(text).matches();
  }

  /** DNS-1123 subdomain: at most 253 characters. */
  static boolean isDnsName(String text) {
    return text.length() <= MAX_DNS_NAME && DNS_NAME.matcher(text).matches();
  }

  /** Nothing that ends a line or a header, or cannot be seen, or cannot be sent. */
  static boolean isPrintable(String text) {
    return CharMatcher.javaIsoControl().matchesNoneOf(text) && isUnicode(text);
  }

  /** Every half of a character has its other half; what has none would be sent as "?". */
  private static boolean isUnicode(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** A value as it is quoted in a message: one line, not too long. */
  static String shown(String value) {
    String begin = value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "...";
    return CharMatcher.javaIsoControl().replaceFrom(begin, '?');
  }

  /** What people call the type of a tree. */
  static String type(Tree tree) {
    return switch (tree) {
      case Tree.Mapping _ -> "a mapping";
      case Tree.Sequence _ -> "a list";
      case Tree.Text _ -> "text";
      case Tree.Num _ -> "a number";
      case Tree.Bool _ -> "true or false";
      case Tree.Null _ -> "nothing";
    };
  }
}
