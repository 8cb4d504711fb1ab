package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DrawTest {

  private static final Course NINETY_TEN =
      course(Map.of(DemoBackend.V1.endpoint(), 90.0, DemoBackend.V2.endpoint(), 10.0));

  @Test
  void fivePointsAreStillAsWritten() {
    assertThat(draw(Map.of("reviews-v1", 180, "reviews-v2", 20)).asWritten(NINETY_TEN)).isTrue();
    assertThat(draw(Map.of("reviews-v1", 190, "reviews-v2", 10)).asWritten(NINETY_TEN)).isTrue();
    assertThat(draw(Map.of("reviews-v1", 170, "reviews-v2", 30)).asWritten(NINETY_TEN)).isTrue();
    assertThat(draw(Map.of("reviews-v1", 191, "reviews-v2", 9)).asWritten(NINETY_TEN)).isFalse();
    assertThat(draw(Map.of("reviews-v1", 169, "reviews-v2", 31)).asWritten(NINETY_TEN)).isFalse();
  }

  @Test
  void otherAnswersAreNot() {
    assertThat(draw(Map.of("reviews-v1", 150, "reviews-v2", 20, "status 503", 30)))
        .satisfies(draw -> assertThat(draw.asWritten(NINETY_TEN)).isFalse());
    assertThat(draw(Map.of("no answer: gone", 3)).asWritten(NINETY_TEN)).isFalse();
    assertThat(draw(Map.of()).asWritten(NINETY_TEN)).isFalse();
  }

  @Test
  void nothingIsAsWrittenWhereNothingIsWritten() {
    assertThat(draw(Map.of("reviews-v1", 200)).asWritten(course(Map.of()))).isFalse();
  }

  @Test
  void aLineForEachThatAnsweredOrShouldHave() {
    assertThat(draw(Map.of("reviews-v1", 200)).lines(NINETY_TEN))
        .containsExactly(
            "  reviews-v1    200  100.0 %   the route says 90 %",
            "  reviews-v2      0    0.0 %   the route says 10 %", "  because of the rule");
    assertThat(draw(Map.of("status 404", 200)).lines(course(Map.of())))
        .containsExactly("  status 404    200  100.0 %", "  because of the rule");
  }

  private static Draw draw(Map<String, Integer> counts) {
    return new Draw(new TreeMap<>(counts));
  }

  private static Course course(Map<String, Double> shares) {
    return new Course("the rule", new TreeMap<>(shares));
  }
}
