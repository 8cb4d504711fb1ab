package io.waystone.translator.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.input.RegexSize;
import io.waystone.translator.mesh.Pattern.Exact;
import io.waystone.translator.mesh.Pattern.Prefix;
import io.waystone.translator.mesh.Pattern.Suffix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the complement of some texts matches is what none of them does. */
class ComplementTest {

  private static final long SEED = Long.getLong("waystone.seed", 20_261_123);

  /** Few, so that texts often begin alike; some of them mean something in an expression. */
  private static final String CHARACTERS = "ab.*]^";

  private static final int LONGEST = 4;

  private final Draw draw = new Draw(SEED);
  private final List<String> texts = texts();

  @Test
  void ofBeginnings() {
    for (int i = 0; i < 300; i++) {
      List<io.waystone.translator.mesh.Pattern> patterns =
          draw.list(1, 4, () -> draw.percent(50) ? new Exact(text()) : new Prefix(text()));
      check(Complement.ofBeginnings(patterns), patterns);
    }
  }

  @Test
  void ofEnds() {
    for (int i = 0; i < 300; i++) {
      List<io.waystone.translator.mesh.Pattern> patterns =
          draw.list(1, 4, () -> new Suffix(text()));
      check(Complement.ofEnds(patterns), patterns);
    }
  }

  /** Envoy refuses what is too large: a list of values must not come near that. */
  @ParameterizedTest
  @ValueSource(ints = {10, 20, 40, 80})
  void itsSizeIsLinear(int count) {
    List<String> values =
        IntStream.range(0, count)
            .mapToObj(i -> "value-%02d-%s".formatted(i, "x".repeat(21)))
            .toList();
    String beginnings =
        Complement.ofBeginnings(
            values.stream().<io.waystone.translator.mesh.Pattern>map(Exact::new).toList());
    String ends =
        Complement.ofEnds(
            values.stream().<io.waystone.translator.mesh.Pattern>map(Suffix::new).toList());
    for (String regex : List.of(beginnings, ends)) {
      assertThat(RegexSize.of(regex)).isLessThan(count * 350L);
    }
  }

  private void check(String regex, List<io.waystone.translator.mesh.Pattern> patterns) {
    Pattern complement = Pattern.compile(regex);
    for (String text : texts) {
      assertThat(complement.matches(text))
          .as("-Dwaystone.seed=%d: %s, \"%s\" by %s", SEED, patterns, text, regex)
          .isEqualTo(patterns.stream().noneMatch(pattern -> matches(pattern, text)));
    }
  }

  private static boolean matches(io.waystone.translator.mesh.Pattern pattern, String text) {
    return switch (pattern) {
      case Exact(String exact) -> text.equals(exact);
      case Prefix(String prefix) -> text.startsWith(prefix);
      case Suffix(String suffix) -> text.endsWith(suffix);
      default -> throw new AssertionError(pattern);
    };
  }

  private String text() {
    return String.join(
        "",
        draw.list(
            1,
            LONGEST - 1,
            () -> String.valueOf(CHARACTERS.charAt(draw.below(CHARACTERS.length())))));
  }

  /** All up to the longest. */
  private static List<String> texts() {
    List<String> all = new ArrayList<>(List.of(""));
    for (int i = 0; i < all.size() && all.get(i).length() < LONGEST; i++) {
      for (char c : (CHARACTERS + "c").toCharArray()) {
        all.add(all.get(i) + c);
      }
    }
    return all;
  }
}
