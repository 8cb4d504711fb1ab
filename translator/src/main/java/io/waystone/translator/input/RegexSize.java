package io.waystone.translator.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * How large a regular expression is for Envoy, at most. Envoy's RE2 reads bytes: each byte of a
 * character is one instruction, and each range of a class is one, where RE2/J counts the class.
 */
public final class RegexSize {

  /** What our bootstrap allows ({@code re2.max_program_size.error_level}). */
  public static final int LARGEST = 32_768;

  /** A byte, or the end of a range, in both cases. */
  private static final int PLAIN = 2;

  /** Ranges of {@code \W} and of {@code [:^punct:]}: not more. */
  private static final int NAMED = 8;

  /** Every other byte: a class cannot have more ranges. */
  private static final int MOST = 128;

  private static final int LAST_BYTE = 0xff;

  private final String regex;
  private int at;

  /** Of all classes together, and of the largest. */
  private long ranges;

  private int widest = NAMED;

  /** Whether something may be written out several times. */
  private boolean repeats;

  private RegexSize(String regex) {
    this.regex = regex;
  }

  /**
   * Instructions of RE2, at most.
   *
   * @throws PatternSyntaxException if it is no regular expression, or has a character that is none
   *     of bytes
   */
  public static long of(String regex) {
    // As Envoy's RE2 sees it, a character for each byte.
    String bytes = new String(regex.getBytes(UTF_8), ISO_8859_1);
    long size = Pattern.compile(bytes).programSize();
    RegexSize all = new RegexSize(bytes);
    all.scan();
    return all.repeats ? size * all.widest : size * PLAIN + all.ranges;
  }

  /** The expression is known to compile. */
  private void scan() {
    while (at < regex.length()) {
      switch (regex.charAt(at)) {
        case '\\' -> counted(escape());
        case '[' -> counted(charClass());
        case '{' -> {
          repeats = true;
          at++;
        }
        default -> at++;
      }
    }
  }

  private void counted(int of) {
    ranges += Math.min(MOST, of);
    widest = Math.max(widest, Math.min(MOST, of));
  }

  /** The ranges of what stands between the brackets, or of what it leaves: one more. */
  private int charClass() {
    int of = 1;
    at += regex.startsWith("[^", at) ? 2 : 1;
    // A bracket that comes first is a character.
    for (int first = at; at < regex.length() && (regex.charAt(at) != ']' || at == first); ) {
      if (regex.charAt(at) == '\\') {
        of += escape();
      } else if (regex.startsWith("[:", at)) {
        of += NAMED;
        at = Math.max(at, regex.indexOf(":]", at)) + 2;
      } else {
        of += PLAIN;
        at++;
      }
    }
    at++;
    return of;
  }

  /** The ranges of what begins with a backslash; none of a text in {@code \Q} and {@code \E}. */
  private int escape() {
    char kind = at + 1 < regex.length() ? regex.charAt(at + 1) : ' ';
    at += 2;
    return switch (kind) {
      case 'Q' -> {
        int end = regex.indexOf("\\E", at);
        at = end < 0 ? regex.length() : end + 2;
        yield 0;
      }
      case 'd', 'D', 's', 'S', 'w', 'W' -> NAMED;
      case 'p', 'P' -> {
        at = regex.startsWith("{", at) ? regex.indexOf('}', at) + 1 : at + 1;
        yield MOST;
      }
      case 'x' -> {
        boolean braces = regex.startsWith("{", at);
        int end = braces ? regex.indexOf('}', at) : at + 2;
        check(regex.substring(braces ? at + 1 : at, end), 16);
        at = braces ? end + 1 : end;
        yield PLAIN;
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        int begin = at - 1;
        while (at < begin + 3 && at < regex.length() && "01234567".indexOf(regex.charAt(at)) >= 0) {
          at++;
        }
        check(regex.substring(begin, at), 8);
        yield PLAIN;
      }
      default -> PLAIN;
    };
  }

  /** RE2: "invalid escape sequence". */
  private void check(String digits, int radix) {
    if (Integer.parseInt(digits, radix) > LAST_BYTE) {
      throw new PatternSyntaxException("a character that is no byte", digits);
    }
  }
}
