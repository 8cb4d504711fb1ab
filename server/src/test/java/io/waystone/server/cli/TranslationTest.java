package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TranslationTest {

  private static final WaypointKey WAYPOINT = new WaypointKey("a", "b");

  @Test
  void aQuestionThatFailsFailsForWhoAskedAlone() {
    try (Translation translation = new Translation(Mesh.DEFAULT, false)) {
      translation.start();
      assertThatThrownBy(() -> translation.ask((_, _) -> fail("asked wrongly")))
          .isInstanceOf(CompletionException.class)
          .hasRootCauseMessage("asked wrongly");
      assertThat(translation.<Boolean>ask((translator, _) -> translator.waypoints().isEmpty()))
          .isTrue();
      assertThat(translation.isBroken()).isFalse();
    }
  }

  /** Nobody waits for ever, and whoever asks for its health hears of it. */
  @Test
  @SuppressWarnings("NullAway") // stands for any fault of ours: what cannot be is there
  void anErrorThatEndsTheTranslationIsSaid() {
    try (Translation translation = new Translation(Mesh.DEFAULT, false)) {
      // Before the start, so that both are in one batch: only side by side are they compared.
      translation.want(new ViewKey(WAYPOINT, null));
      translation.want(new ViewKey(WAYPOINT, Dialect.STANDARD));
      translation.start();
      assertThatThrownBy(() -> translation.ask((_, _) -> "an answer"))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the translation has failed");
      assertThat(translation.isBroken()).isTrue();
      assertThat(translation.missing()).singleElement().asString().contains("has failed");
    }
  }

  private static Boolean fail(String message) {
    throw new AssertionError(message);
  }
}
