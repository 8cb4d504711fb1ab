package io.waystone.translator.input;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Guesses which of the known words a wrong one was meant to be. */
final class Suggestion {

  private static final int MOST_LISTED = 12;
  private static final int LONGEST = 64;

  private Suggestion() {}

  /** How to mend it: the nearest known word, else all of them if they are few. */
  static String fix(String word, Collection<String> known) {
    return nearest(word, known)
        .map(meant -> "Perhaps \"" + meant + "\" is meant")
        .orElseGet(() ->
            known.isEmpty() || known.size() > MOST_LISTED
                ? "Take it out, or mend its name"
                : "Known here: " + String.join(", ", new TreeSet<>(known)));
  }

  /** The known word with the smallest edit distance, if it is at most a third of the word. */
  static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= Math.max(1, word.length() / 3))
        .min(
            Comparator.comparingInt((String candidate) -> distance(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein's, upper and lower case the same. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
