package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waystone.server.ads.Timing;
import io.waystone.server.source.SourceUpdate;
import io.waystone.translator.input.Namespace;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Origin;
import io.waystone.translator.input.ReadResult;
import io.waystone.translator.input.Tree;
import io.waystone.translator.input.WaypointLabels;
import io.waystone.translator.mesh.Mesh;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TranslationTest {

  private static final ObjectRef NAMELESS = new ObjectRef("Namespace", "", "a");

  @Test
  void aQuestionThatFailsFailsForWhoAskedAlone() {
    try (Translation translation = new Translation(Mesh.DEFAULT, Timing.STANDARD, false)) {
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
  void anErrorThatEndsTheTranslationIsSaid() {
    try (Translation translation = new Translation(Mesh.DEFAULT, Timing.STANDARD, false)) {
      translation.start();
      translation.update(new SourceUpdate(Map.of(NAMELESS, read()), Set.of(), List.of(), true));
      assertThatThrownBy(() -> translation.ask((_, _) -> "an answer"))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the translation has failed");
      assertThat(translation.isBroken()).isTrue();
      assertThat(translation.missing()).singleElement().asString().contains("has failed");
    }
  }

  /** Stands for any fault of ours: what cannot be is there. */
  @SuppressWarnings("NullAway")
  private static ReadResult read() {
    return new ReadResult(
        Optional.of(NAMELESS),
        Optional.of(new Namespace(null, Map.of(), WaypointLabels.NONE, Optional.empty())),
        List.of(),
        new Origin(new Tree.Null(Optional.empty())));
  }

  private static Boolean fail(String message) {
    throw new AssertionError(message);
  }
}
