package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Status;
import io.waystone.api.workload.Address;
import io.waystone.server.ads.StreamState;
import io.waystone.server.ads.ZtunnelState;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.SpiffeId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.mesh.Mode;
import io.waystone.translator.mesh.WaypointKey;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole control plane that serves ztunnels, called by TLS with tokens of a cluster. */
@Timeout(60)
class ZtunnelOverTheWireTest extends CertificateLab {

  private static final String ONE = "Kubernetes//Pod/default/one";
  private static final String STRICT = "istio-system/istio_converted_static_strict";

  @Override
  Mode mode() {
    return Mode.ALONE;
  }

  private OverTheWire call(String method, Optional<String> token, Optional<IssuedCertificate> shown)
      throws IOException {
    return new OverTheWire(plane.ads(), plane.ca().rootPem(), method, token, shown);
  }

  private OverTheWire ztunnel(String node) throws IOException {
    return call(OverTheWire.DELTA, proxy(node), Optional.empty());
  }

  private void pod(boolean ready) throws IOException {
    Files.writeString(
        folder.resolve("one.yaml"),
        """
        apiVersion: v1
        kind: Pod
        metadata:
          {name: one, namespace: default, uid: u, annotations: {ambient.istio.io/redirection: enabled}}
        spec: {nodeName: node-1, serviceAccountName: one, containers: [{name: c}]}
        status:
          {phase: Running, podIP: 10.1.0.1, podIPs: [{ip: 10.1.0.1}],
           conditions: [{type: Ready, status: "%s"}]}
        """
            .formatted(ready ? "True" : "False"));
    Files.move(
        folder.resolve("one.yaml"), objects.resolve("one.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aZtunnelIsToldOfTheMeshAndOfItsChanges() throws Exception {
    pod(true);
    try (OverTheWire call = ztunnel("node-1")) {
      call.ask(ZtunnelType.ADDRESS.typeUrl());
      call.ask(ZtunnelType.AUTHORIZATION.typeUrl());
      DeltaDiscoveryResponse told = until(call, ONE);
      assertThat(told.getResources(0).getAliasesList()).containsExactly("/10.1.0.1");
      assertThat(
              Address.parseFrom(told.getResources(0).getResource().getValue())
                  .getWorkload()
                  .getNode())
          .isEqualTo("node-1");
      pod(false);
      until(call, ONE);
      ZtunnelState state = plane.ztunnelStreams().getFirst();
      assertThat(state.peer().node()).contains("node-1");
      assertThat(Objects.requireNonNull(plane.pages().get("/streams")).get(Map.of()).body())
          .contains("\"ztunnel\": \"istio-system/ztunnel\"", "\"on_node\": \"node-1\"");
      assertThat(metric("waystone_ads_responses_total{type=\"address\"}")).isNotEqualTo("0.0");
      Files.delete(objects.resolve("one.yaml"));
      DeltaDiscoveryResponse gone = call.next();
      while (gone.getRemovedResourcesCount() == 0
          || !gone.getRemovedResourcesList().contains(ONE)) {
        gone = call.next();
      }
    }
  }

  /** The first answer with that name in it; the policy came before. */
  private static DeltaDiscoveryResponse until(OverTheWire call, String name)
      throws InterruptedException {
    while (true) {
      DeltaDiscoveryResponse next = call.next();
      if (OverTheWire.names(next).contains(name)) {
        return next;
      }
    }
  }

  @Test
  void thePolicyIsThereBeforeAnyWorkload() throws Exception {
    pod(true);
    try (OverTheWire call = ztunnel("node-1")) {
      call.ask(ZtunnelType.ADDRESS.typeUrl());
      call.ask(ZtunnelType.AUTHORIZATION.typeUrl());
      boolean policy = false;
      while (true) {
        DeltaDiscoveryResponse next = call.next();
        policy |= OverTheWire.names(next).contains(STRICT);
        if (OverTheWire.names(next).contains(ONE)) {
          assertThat(policy).isTrue();
          return;
        }
      }
    }
  }

  @Test
  void itIsSettledWhenItHasAnsweredAndWhatItRefusesIsCounted() throws Exception {
    pod(true);
    await()
        .atMost(PATIENCE)
        .until(() ->
            plane.translation().ask((translator, _) -> translator.addresses().containsKey(ONE)));
    assertThat(plane.settled()).as("nobody is connected").isTrue();
    try (OverTheWire call = ztunnel("node-1")) {
      await().atMost(PATIENCE).until(() -> !plane.ztunnelStreams().isEmpty());
      assertThat(plane.settled()).as("it has asked for nothing").isFalse();
      call.ask(ZtunnelType.ADDRESS.typeUrl());
      await().atMost(PATIENCE).until(() -> !types().isEmpty());
      assertThat(plane.settled()).as("it waits for policies").isFalse();
      call.ask(ZtunnelType.AUTHORIZATION.typeUrl());
      call.refuse("istio-system/istio_converted_static_strict: no");
      until(call, ONE);
      await().atMost(PATIENCE).until(plane::settled);
      assertThat(types().get(ZtunnelType.AUTHORIZATION))
          .extracting(state -> state.refused().keySet())
          .isEqualTo(Set.of(STRICT));
      assertThat(metric("waystone_ads_refused_total{type=\"authorization\"}")).isEqualTo("1.0");
      assertThat(metric("waystone_ads_refused_total{type=\"address\"}")).isEqualTo("0.0");
      pod(false);
      await().atMost(PATIENCE).until(() -> !plane.settled());
      until(call, ONE);
      await().atMost(PATIENCE).until(plane::settled);
    }
  }

  private SortedMap<ZtunnelType, StreamState.OfType> types() {
    return plane.ztunnelStreams().getFirst().types();
  }

  @Test
  void othersGetNothing() throws Exception {
    for (Optional<String> token : List.of(own("reviews"), own("ztunnel"))) {
      try (OverTheWire call = call(OverTheWire.DELTA, token, Optional.empty())) {
        assertThat(call.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      }
    }
    IssuedCertificate shown =
        plane.ca().issue(new SpiffeId("cluster.local", "istio-system", "ztunnel"), HOUR);
    try (OverTheWire call = call(OverTheWire.DELTA, Optional.empty(), Optional.of(shown))) {
      assertThat(call.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }

  @Test
  void aZtunnelSpeaksTheDeltaFormAndAsksForNothingElse() throws Exception {
    try (OverTheWire call =
        call(OverTheWire.DELTA.replace("/Delta", "/Stream"), proxy("node-1"), Optional.empty())) {
      assertThat(call.end().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
      assertThat(call.end().getDescription()).contains("DeltaAggregatedResources");
    }
    for (ResourceType type : ResourceType.values()) {
      try (OverTheWire call = ztunnel("node-1")) {
        call.ask(type);
        assertThat(call.end().getCode()).as("%s", type).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(call.unread()).isZero();
      }
    }
  }

  /** An Envoy of Istio's asks for more types than it needs: it is not sent away for that. */
  @Test
  void aWaypointIsToldNothingOfWhatZtunnelsAreTold() throws Exception {
    pod(true);
    Files.writeString(
        objects.resolve("gateway.yaml"),
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {namespace: default, name: wp}
        spec:
          gatewayClassName: waystone
          listeners: [{name: mesh, port: 15008, protocol: HBONE}]
        """);
    String token =
        new Credentials(plane.ca(), Clock.systemUTC())
            .issue(new WaypointKey("default", "wp"), HOUR)
            .reveal();
    try (OverTheWire call =
        call(OverTheWire.DELTA, Optional.of("Bearer " + token), Optional.empty())) {
      for (ZtunnelType type : ZtunnelType.values()) {
        call.ask(type.typeUrl());
      }
      call.ask(ResourceType.CLUSTER);
      assertThat(call.next().getTypeUrl()).isEqualTo(ResourceType.CLUSTER.typeUrl());
      assertThat(call.unread()).isZero();
      assertThat(plane.ztunnelStreams()).isEmpty();
    }
  }
}
