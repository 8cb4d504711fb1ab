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

  /** What is before the end of a line, and what is behind it. */
  private static final int DOT = 2;

  /** Every other byte: a class cannot have more ranges. */
  private static final int MOST = 128;

  private RegexSize() {}

  /**
   * Instructions of RE2, at most.
   *
   * @throws com.google.re2j.PatternSyntaxException if it is no regular expression
   */
  public static long of(String regex) {
    long instructions = Pattern.compile(regex).programSize();
    Classes classes = classes(regex);
    return classes.simple()
        ? instructions * DOT + classes.together()
        : instructions * ranges(regex, classes);
  }

  private static int ranges(String regex, Classes classes) {
    boolean named = regex.contains("\\p") || regex.contains("\\P");
    // Two characters of a class may be four ranges, with the case ignored; of \pP, all of its.
    int ofClass = classes.longest() * (named ? NAMED : PLAIN);
    return Math.min(MOST, Math.max(named ? NAMED : PLAIN, ofClass));
  }

  /**
   * The classes in brackets, by the length of what stands between these.
   *
   * @param together of all of them
   * @param simple each is there once in the program, and has no more ranges than it is long:
   *     nothing is repeated a number of times, no class has a name, the case counts, and a
   *     character is a byte
   */
  private record Classes(int longest, int together, boolean simple) {}

  /** Those of an expression that is known to compile. */
  private static Classes classes(String regex) {
    int longest = 0;
    int together = 0;
    boolean simple = true;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (regex.startsWith("\\Q", i)) {
        int end = regex.indexOf("\\E", i);
        i = end < 0 ? regex.length() : end + 1;
      } else if (c == '\\') {
        i++;
        simple &= isSign(regex.charAt(i));
      } else if (c == '[') {
        int end = endOfClass(regex, i);
        longest = Math.max(longest, end - i - 1);
        together += end - i - 1;
        simple &= isListOfCharacters(regex, i + 1, end);
        i = end;
      } else {
        simple &=
            c != '{' && c < 0x80 && (!regex.startsWith("(?", i) || regex.startsWith("(?:", i));
      }
    }
    return new Classes(longest, together, simple);
  }

  /** One that means itself behind a backslash. */
  private static boolean isSign(char c) {
    return c < 0x80 && !Character.isLetterOrDigit(c);
  }

  /** Classes with names have a bracket or a backslash with a letter; \x is a character. */
  private static boolean isListOfCharacters(String regex, int begin, int end) {
    for (int i = begin; i < end; i++) {
      if (regex.charAt(i) == '[' || regex.charAt(i) >= 0x80) {
        return false;
      }
      if (regex.charAt(i) == '\\') {
        i++;
        if (regex.charAt(i) != 'x' && !isSign(regex.charAt(i))) {
          return false;
        }
      }
    }
    return true;
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
