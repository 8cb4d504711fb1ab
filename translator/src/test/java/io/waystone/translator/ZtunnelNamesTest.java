package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.generate.LargeMesh;
import io.waystone.translator.input.AuthorizationPolicy;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.ztunnel.ZtunnelChange;
import io.waystone.translator.ztunnel.ZtunnelId;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What ztunnel calls one thing, it calls no other. */
class ZtunnelNamesTest {

  private static final String STRICT = "istio_converted_static_strict";
  private static final ZtunnelId OURS =
      new ZtunnelId(ZtunnelType.AUTHORIZATION, Mesh.DEFAULT.rootNamespace() + "/" + STRICT);

  /**
   * No cluster takes an object with such a name, but a folder may hold one: it is not readable and
   * denies what it may mean. When it went, so would the policy that workloads name for mutual TLS,
   * and who names a policy that is not there lets everybody in.
   */
  @Test
  void aPolicyOfThatNameIsNotTheOneForMutualTls() {
    Translator translator = new Translator(Mesh.DEFAULT);
    Translator.Edit all = translator.edit();
    new LargeMesh(2).objects().forEach(all::set);
    all.apply();
    Object ours = translator.ztunnelResources().get(OURS);
    assertThat(ours).isNotNull();
    MeshObject policy =
        new AuthorizationPolicy(
            new Meta(
                new ObjectRef("AuthorizationPolicy", Mesh.DEFAULT.rootNamespace(), STRICT),
                Optional.empty()),
            List.of(),
            Optional.empty(),
            AuthorizationPolicy.Action.DENY,
            Optional.empty(),
            List.of(),
            false,
            true);
    List<ZtunnelChange> came = translator.edit().set(policy).apply().ztunnel();
    assertThat(came)
        .as("it is told as well")
        .extracting(ZtunnelChange::id)
        .isNotEmpty()
        .doesNotContain(OURS);
    assertThat(translator.ztunnelResources().get(OURS)).isEqualTo(ours);
    assertThat(translator.edit().remove(policy.ref()).apply().ztunnel())
        .extracting(ZtunnelChange::id)
        .isNotEmpty()
        .doesNotContain(OURS);
  }
}
