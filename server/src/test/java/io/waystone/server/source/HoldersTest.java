package io.waystone.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Origin;
import io.waystone.translator.input.ReadResult;
import io.waystone.translator.input.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldersTest {

  private final Holders holders = new Holders();

  @Test
  void theFirstByPathHoldsInWhateverOrderTheFilesAreRead() {
    Holders otherOrder = new Holders();
    put(holders, "b.yaml", Texts.namespace("x", "2"));
    put(holders, "a.yaml", Texts.namespace("y", "1") + Texts.namespace("x", "1"));
    put(otherOrder, "a.yaml", Texts.namespace("y", "1") + Texts.namespace("x", "1"));
    put(otherOrder, "b.yaml", Texts.namespace("x", "2"));

    SourceUpdate update = deliver(holders);
    assertThat(Texts.values(update.changed())).isEqualTo(Map.of("x", "1", "y", "1"));
    assertThat(update.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(Code.WS0004);
          assertThat(problem.toString()).contains("x Namespace", "a.yaml:8", "b.yaml:1");
        });
    assertThat(deliver(otherOrder)).isEqualTo(update);
  }

  @Test
  void aFileThatIsReadLaterTakesOverWhenItsPathIsFirst() {
    put(holders, "b.yaml", Texts.namespace("x", "2"));
    deliver(holders);
    put(holders, "a.yaml", Texts.namespace("x", "1"));
    assertThat(Texts.values(deliver(holders).changed())).isEqualTo(Map.of("x", "1"));
  }

  @Test
  void theNextTakesOverWhenTheHolderGoesAndTheErrorGoesWithIt() {
    put(holders, "a.yaml", Texts.namespace("x", "1"));
    put(holders, "b.yaml", Texts.namespace("x", "2"));
    deliver(holders);
    put(holders, "a.yaml", "");
    SourceUpdate update = deliver(holders);
    assertThat(Texts.values(update.changed())).isEqualTo(Map.of("x", "2"));
    assertThat(update.removed()).isEmpty();
    assertThat(update.problems()).isEmpty();
    put(holders, "b.yaml", "");
    assertThat(deliver(holders).removed()).containsExactly(Texts.ref("x"));
  }

  @Test
  void theSameObjectTwiceInAFileIsAnErrorToo() {
    put(holders, "a.yaml", Texts.namespace("x", "1") + Texts.namespace("x", "2"));
    SourceUpdate update = deliver(holders);
    assertThat(Texts.values(update.changed())).isEqualTo(Map.of("x", "1"));
    assertThat(update.problems()).singleElement().asString().contains("a.yaml:1", "a.yaml:8");
  }

  @Test
  void anObjectThatOnlyMovedIsChanged() {
    put(holders, "a.yaml", Texts.namespace("x", "1"));
    deliver(holders);
    put(holders, "a.yaml", "# comment\n---\n" + Texts.namespace("x", "1"));
    assertThat(deliver(holders).changed()).containsOnlyKeys(Texts.ref("x"));
    put(holders, "a.yaml", "# another\n---\n" + Texts.namespace("x", "1"));
    assertThat(deliver(holders).changed()).isEmpty();
  }

  @Test
  void whatWasNotDeliveredComesAgainWithWhatChangedSince() {
    put(holders, "a.yaml", Texts.namespace("x", "1"));
    holders.update(List.of(), true);
    put(holders, "b.yaml", Texts.namespace("y", "1"));
    assertThat(deliver(holders).changed()).containsOnlyKeys(Texts.ref("x"), Texts.ref("y"));
    assertThat(deliver(holders).changed()).isEmpty();
  }

  @Test
  void aDocumentWithoutNameIsAProblemUntilItIsMended() {
    put(holders, "a.yaml", "kind: Namespace\n");
    assertThat(deliver(holders).problems())
        .singleElement()
        .asString()
        .startsWith("WS0002 a.yaml:1 Document: ");
    put(holders, "a.yaml", Texts.namespace("x", "1"));
    assertThat(deliver(holders).problems()).isEmpty();
  }

  @Test
  void objectsOfTwoApiGroupsMayShareAName() {
    ReadResult record = Texts.read("b.yaml", Texts.namespace("x", "1")).results().getFirst();
    Diagnostic notRead = new Diagnostic(Code.WS0003, Cause.of(Texts.ref("x")), "not read", "", "");
    Tree version = new Tree.Text("other.io/v1", Optional.empty());
    ReadResult other =
        new ReadResult(
            Optional.of(Texts.ref("x")),
            Optional.empty(),
            List.of(notRead),
            new Origin(new Tree.Mapping(Map.of("apiVersion", version), Optional.empty())));
    holders.put("a.yaml", List.of(other));
    holders.put("b.yaml", List.of(record));
    SourceUpdate update = deliver(holders);
    assertThat(update.changed()).isEqualTo(Map.of(Texts.ref("x"), record));
    assertThat(update.problems()).containsExactly(notRead);
  }

  @Test
  void kindsThatMeanNothingMayStandTwice() {
    ObjectRef ref = new ObjectRef("Deployment", "default", "x");
    ReadResult ignored =
        new ReadResult(
            Optional.of(ref),
            Optional.empty(),
            List.of(),
            new Origin(new Tree.Mapping(Map.of(), Optional.empty())));
    holders.put("a.yaml", List.of(ignored, ignored));
    assertThat(deliver(holders).problems()).isEmpty();
  }

  private static void put(Holders holders, String source, String text) {
    holders.put(source, Texts.read(source, text).results());
  }

  private static SourceUpdate deliver(Holders holders) {
    SourceUpdate update = holders.update(List.of(), true);
    holders.delivered(update);
    return update;
  }
}
