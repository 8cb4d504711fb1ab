package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.generate.LargeMesh;
import io.waystone.translator.graph.Counts;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Mode;
import org.junit.jupiter.api.Test;

/** Beside an istiod, which tells the ztunnels, nobody pays for what they are told. */
class ModeTest {

  private final Translator alone = new Translator(Mesh.DEFAULT, Mode.ALONE);
  private final Translator beside = new Translator(Mesh.DEFAULT, Mode.BESIDE_ISTIOD);

  private static Counts build(Translator translator) {
    Translator.Edit edit = translator.edit();
    new LargeMesh(100).objects().forEach(edit::set);
    return edit.apply().counts();
  }

  @Test
  void whatNobodyAsksForIsNotComputed() {
    Counts all = build(alone);
    Counts fewer = build(beside);
    assertThat(fewer.recomputed()).isLessThan(all.recomputed());
    assertThat(beside.nodes()).isLessThan(alone.nodes());
    assertThat(beside.ztunnelResources()).isEmpty();
    assertThat(beside.diagnostics()).isSubsetOf(alone.diagnostics());
  }
}
