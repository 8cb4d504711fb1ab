package io.waystone.server.cli;

import io.waystone.translator.Translator;
import io.waystone.translator.graph.Counts;
import io.waystone.translator.graph.Recomputation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What an edit computed, in words; nothing where nobody asked. */
final class Explanation {

  private Explanation() {}

  /** A line for each computation: what ran for which key, why, and whether its result differs. */
  static Stream<String> recomputations(Translator.Applied applied) {
    if (applied.recomputations().isEmpty()) {
      return Stream.empty();
    }
    Counts counts = applied.counts();
    String summary =
        "revision %d: %d computed, %d of them equal, %d entries visited"
            .formatted(
                applied.revision().number(), counts.recomputed(), counts.equal(), counts.visited());
    return Stream.concat(
        Stream.of(summary), applied.recomputations().stream().map(Explanation::line));
  }

  private static String line(Recomputation one) {
    return "  %s %s because of %s%s"
        .formatted(
            one.stage(), one.key(), one.because(), one.changed() ? "" : ": equal, stops here");
  }

  /** A line for each stage that ran, in order. */
  static Stream<String> stages(Translator.Applied applied) {
    Map<String, Integer> runs = new LinkedHashMap<>();
    applied.recomputations().forEach(one -> runs.merge(one.stage(), 1, Integer::sum));
    return runs.entrySet().stream().map(run -> "%6d %s".formatted(run.getValue(), run.getKey()));
  }
}
