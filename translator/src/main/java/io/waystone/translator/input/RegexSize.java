package io.waystone.translator.input;

import com.google.re2j.Pattern;

/**
 * How large a regular expression is for Envoy, at most. RE2/J counts a class of characters as one
 * instruction, Envoy's RE2, which reads bytes, counts each of the class's ranges.
 */
public final class RegexSize {

  /** What our bootstrap allows ({@code re2.max_program_size.error_level}). */
  public static final int LARGEST = 32_768;

  /** Ranges of {@code \W}, and bytes of a character in both cases: not more. */
  private static final int PLAIN = 8;

  /** Ranges of {@code \pP}, of which no class with a name has more in Latin-1. */
  private static final int NAMED = 16;

  /** Every other byte: a class cannot have more ranges. */
  private static final int MOST = 128;

  private RegexSize() {}

  /**
   * Instructions of RE2, at most.
   *
   * @throws com.google.re2j.PatternSyntaxException if it is no regular expression
   */
  public static long of(String regex) {
    return (long) Pattern.compile(regex).programSize() * ranges(regex);
  }

  private static int ranges(String regex) {
    boolean named = regex.contains("\\p") || regex.contains("\\P");
    // Two characters of a class may be four ranges, with the case ignored; of \pP, all of its.
    int ofClass = longestClass(regex) * (named ? NAMED : PLAIN);
    return Math.min(MOST, Math.max(named ? NAMED : PLAIN, ofClass));
  }

  /** The length of what stands between the brackets; the expression is known to compile. */
  private static int longestClass(String regex) {
    int longest = 0;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (regex.startsWith("\\Q", i)) {
        int end = regex.indexOf("\\E", i);
        i = end < 0 ? regex.length() : end + 1;
      } else if (c == '\\') {
        i++;
      } else if (c == '[') {
        int end = endOfClass(regex, i);
        longest = Math.max(longest, end - i - 1);
        i = end;
      }
    }
    return longest;
  }

  private static int endOfClass(String regex, int begin) {
    int i = begin + 1;
    if (regex.startsWith("^", i)) {
      i++;
    }
    // A bracket that comes first is a character.
    if (regex.startsWith("]", i)) {
      i++;
    }
    while (i < regex.length() && regex.charAt(i) != ']') {
      if (regex.charAt(i) == '\\') {
        i++;
      } else if (regex.startsWith("[:", i)) {
        i = Math.max(i, regex.indexOf(":]", i) + 1);
      }
      i++;
    }
    return i;
  }
}
