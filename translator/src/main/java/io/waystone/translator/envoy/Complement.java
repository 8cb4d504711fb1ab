package io.waystone.translator.envoy;

import static com.google.re2j.Pattern.quote;

import io.waystone.translator.mesh.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A regular expression, RE2's, for every text that none of some patterns matches. RE2 has no
 * negation; of literal texts it can be written out along their tree of characters. Its size is
 * linear in theirs.
 */
final class Complement {

  /** A place in the tree: the characters that go on from here, and whether a text ends here. */
  private static final class Node {
    private final SortedMap<Integer, Node> next = new TreeMap<>();

    /** Exactly this text is one of them. */
    private boolean exact;

    /** Whatever goes on from here is one of them. */
    private boolean everything;
  }

  /** Which way texts are read. */
  private enum Way {
    FORWARD,
    BACKWARD
  }

  private Complement() {}

  /**
   * Of exact texts and prefixes.
   *
   * @throws IllegalArgumentException if a pattern is something else
   */
  static String ofBeginnings(List<Pattern> patterns) {
    Node root = new Node();
    for (Pattern pattern : patterns) {
      switch (pattern) {
        case Pattern.Exact exact -> end(root, exact.text()).exact = true;
        case Pattern.Prefix prefix -> end(root, prefix.text()).everything = true;
        case Pattern.Suffix _,
            Pattern.Present _,
            Pattern.Range _,
            Pattern.Template _,
            Pattern.IssuerSubject _ ->
            throw Patterns.noText(pattern);
      }
    }
    return others(root, Way.FORWARD);
  }

  /**
   * Of suffixes.
   *
   * @throws IllegalArgumentException if a pattern is something else
   */
  static String ofEnds(List<Pattern> patterns) {
    Node root = new Node();
    for (Pattern pattern : patterns) {
      if (!(pattern instanceof Pattern.Suffix(String text))) {
        throw Patterns.noText(pattern);
      }
      end(root, new StringBuilder(text).reverse().toString()).everything = true;
    }
    return others(root, Way.BACKWARD);
  }

  private static Node end(Node root, String text) {
    Node node = root;
    for (int character : text.codePoints().toArray()) {
      node = node.next.computeIfAbsent(character, _ -> new Node());
    }
    return node;
  }

  private static String others(Node node, Way way) {
    List<String> others = new ArrayList<>();
    if (!node.exact) {
      others.add("");
    }
    StringBuilder known = new StringBuilder();
    node.next
        .keySet()
        .forEach(c -> known.append("\\x{").append(Integer.toHexString(c)).append('}'));
    String another = known.isEmpty() ? "." : "[^" + known + "]";
    others.add(then(another, ".*", way));
    node.next.forEach((character, next) -> {
      if (!next.everything) {
        others.add(then(quote(Character.toString(character)), others(next, way), way));
      }
    });
    return "(?:" + String.join("|", others) + ")";
  }

  private static String then(String first, String second, Way way) {
    return switch (way) {
      case FORWARD -> first + second;
      case BACKWARD -> second + first;
    };
  }
}
