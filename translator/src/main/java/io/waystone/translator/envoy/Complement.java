package io.waystone.translator.envoy;

import static com.google.re2j.Pattern.quote;

import io.waystone.translator.mesh.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A regular expression, RE2's, for every text that none of some patterns matches. RE2 has no
 * negation; of literal texts it can be written out along their tree of characters. Its size is
 * linear in theirs; its groups are as deep as the longest is long, of which RE2 takes 1,000.
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

  /** What ends too early, and what goes on as none of them does: then whatever follows. */
  private static String others(Node root, Way way) {
    String astray = then(astray(root, way), ".*", way);
    return tooShort(root, way).map(early -> "(?:" + early + "|" + astray + ")").orElse(astray);
  }

  private static Optional<String> tooShort(Node node, Way way) {
    List<String> texts = new ArrayList<>();
    if (!node.exact) {
      texts.add("");
    }
    node.next.forEach((character, next) -> {
      if (!next.everything) {
        tooShort(next, way).ifPresent(rest -> texts.add(then(literal(character), rest, way)));
      }
    });
    return texts.isEmpty() ? Optional.empty() : Optional.of(oneOf(texts));
  }

  private static String astray(Node node, Way way) {
    List<String> texts = new ArrayList<>();
    StringBuilder known = new StringBuilder();
    node.next.keySet().forEach(character -> known.append(inClass(character)));
    texts.add(known.isEmpty() ? "." : "[^" + known + "]");
    node.next.forEach((character, next) -> {
      if (!next.everything) {
        texts.add(then(literal(character), astray(next, way), way));
      }
    });
    return oneOf(texts);
  }

  private static String oneOf(List<String> texts) {
    return texts.size() == 1 ? texts.getFirst() : "(?:" + String.join("|", texts) + ")";
  }

  private static String literal(int character) {
    return quote(Character.toString(character));
  }

  /** In a class, other signs than outside mean something; a number never does. */
  private static String inClass(int character) {
    return Character.isLetterOrDigit(character)
        ? Character.toString(character)
        : "\\x{" + Integer.toHexString(character) + "}";
  }

  private static String then(String first, String second, Way way) {
    return switch (way) {
      case FORWARD -> first + second;
      case BACKWARD -> second + first;
    };
  }
}
