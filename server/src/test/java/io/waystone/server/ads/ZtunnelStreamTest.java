package io.waystone.server.ads;

import static io.waystone.server.ads.ZtunnelSamples.gone;
import static io.waystone.server.ads.ZtunnelSamples.policy;
import static io.waystone.server.ads.ZtunnelSamples.service;
import static io.waystone.server.ads.ZtunnelSamples.workload;
import static io.waystone.translator.ztunnel.ZtunnelType.ADDRESS;
import static io.waystone.translator.ztunnel.ZtunnelType.AUTHORIZATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.waystone.translator.ztunnel.ZtunnelChange;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a ztunnel is sent. A client of ours says what the source of ztunnel says; no real one is
 * here.
 */
@Timeout(60)
class ZtunnelStreamTest {

  private final DirectServer server = new DirectServer();
  private long revision;

  @BeforeEach
  void start() {
    publish(
        policy("root/strict", "1"),
        service("shop/web", "1", "/10.0.0.1"),
        workload("pod-1", "1", "/10.1.0.1", "node-1", "shop/web"),
        workload("pod-2", "1", "/10.1.0.2", "node-2", "shop/web"),
        workload("pod-3", "1", "/10.1.0.3", "node-3"));
    server.ztunnels.ready();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private void publish(ZtunnelChange... changes) {
    server.ztunnels.publish(++revision, List.of(changes));
  }

  private ZtunnelClient client() {
    return new ZtunnelClient(server, "node-1");
  }

  /** What the only stream has of a type. */
  private StreamState.OfType state(ZtunnelType type) {
    return Objects.requireNonNull(server.ztunnelStreams().getFirst().types().get(type));
  }

  // Everything.

  @Test
  void whoAsksForEverythingGetsItAndThenChangesAlone() {
    ZtunnelClient client = client().wantAll();
    assertThat(client.settle())
        .containsExactly("policy[root/strict=1]", "address[pod-1=1, pod-2=1, pod-3=1, shop/web=1]");
    publish(workload("pod-2", "2", "/10.1.0.2", "node-2"), gone(ADDRESS, "pod-3"));
    assertThat(client.settle()).containsExactly("address[-pod-3, pod-2=2]");
    publish(workload("pod-2", "2", "/10.1.0.2", "node-2"));
    assertThat(client.settle()).isEmpty();
  }

  @Test
  void nothingIsAnsweredBeforeTheFirstCompleteRevision() {
    DirectServer other = new DirectServer();
    ZtunnelClient client = new ZtunnelClient(other, "node-1").wantAll();
    assertThat(client.settle()).isEmpty();
    other.ztunnels.ready();
    assertThat(client.settle()).containsExactly("policy[]", "address[]");
    other.stop();
  }

  @Test
  void whoComesBackGetsWhatDiffersAndLosesWhatIsGone() {
    ZtunnelClient client = client();
    client.ask(ADDRESS, Map.of("pod-1", "1", "pod-2", "0", "pod-9", "1"), List.of(), List.of());
    client.ask(AUTHORIZATION, Map.of("root/strict", "1", "root/old", "1"), List.of(), List.of());
    assertThat(client.settle())
        .containsExactly(
            "policy[]", "address[-pod-9, pod-2=1, pod-3=1, shop/web=1]", "policy[-root/old]");
  }

  /** ztunnel: the versions that it says it has are empty. */
  @Test
  void whoComesBackWithoutVersionsGetsAllAgain() {
    ZtunnelClient client = client();
    client.ask(ADDRESS, Map.of("pod-1", "", "pod-9", ""), List.of(), List.of());
    client.ask(AUTHORIZATION, Map.of("root/strict", ""), List.of(), List.of());
    assertThat(client.settle())
        .containsExactly(
            "policy[root/strict=1]", "address[-pod-9, pod-1=1, pod-2=1, pod-3=1, shop/web=1]");
  }

  @Test
  void aSlowReaderSkipsWhatWasOverwritten() {
    ZtunnelClient client = client().wantAll();
    client.settle();
    client.call.pause();
    for (int version = 2; version < 9; version++) {
      publish(workload("pod-1", "" + version, "/10.1.0.1", "node-1"));
    }
    publish(service("shop/new", "1"));
    publish(gone(ADDRESS, "shop/new"));
    assertThat(client.settle()).isEmpty();
    client.call.readOn();
    assertThat(client.settle()).containsExactly("address[-shop/new, pod-1=8]");
  }

  @Test
  void whoIsTooLateBeginsAnewAndLosesWhatIsGone() {
    ZtunnelChange[] many = new ZtunnelChange[ChangeLog.MOST_REMOVALS + 100];
    ZtunnelChange[] none = new ZtunnelChange[many.length];
    for (int i = 0; i < many.length; i++) {
      many[i] = workload("pod-of-many-" + i, "1", "/10.2.0." + i, "node-9");
      none[i] = gone(ADDRESS, "pod-of-many-" + i);
    }
    publish(many);
    ZtunnelClient late = client().wantAll();
    late.settle();
    publish(workload("pod-1", "2", "/10.1.0.1", "node-1"));
    late.take();
    publish(none);
    publish(gone(ADDRESS, "pod-3"));
    server.rest();
    assertThat(late.call.end().map(Status::getCode)).contains(Status.Code.UNAVAILABLE);
    ZtunnelClient again = client();
    again.ask(ADDRESS, late.has(ADDRESS), List.of(), List.of());
    again.ask(AUTHORIZATION, late.has(AUTHORIZATION), List.of(), List.of());
    again.settle();
    assertThat(again.has(ADDRESS)).containsOnlyKeys("pod-1", "pod-2", "shop/web");
    assertThat(server.ztunnelStreams()).hasSize(1);
  }

  // Policies and workloads.

  @Test
  void aPolicyIsThereBeforeTheWorkloadThatNamesItAndGoesAfterIt() {
    ZtunnelClient client = client().wantAll();
    client.settle();
    publish(
        policy("shop/b", "1"),
        workload("pod-1", "2", "/10.1.0.1", "node-1"),
        gone(AUTHORIZATION, "root/strict"));
    assertThat(client.settle())
        .containsExactly("policy[shop/b=1]", "address[pod-1=2]", "policy[-root/strict]");
  }

  @Test
  void anAddressWaitsForAPolicyThatWaitsForAnAnswer() {
    ZtunnelClient client = client().wantAll();
    client.settle();
    publish(policy("shop/a", "1"));
    client.take();
    publish(policy("shop/b", "1"), workload("pod-1", "2", "/10.1.0.1", "node-1"));
    assertThat(client.take()).as("the first is not answered").isFalse();
    assertThat(state(AUTHORIZATION).inFlight()).containsExactly("shop/a");
    assertThat(client.settle()).containsExactly("policy[shop/b=1]", "address[pod-1=2]");
  }

  @Test
  void aRemovalOfAPolicyWaitsForAnAddressThatWaitsForAnAnswer() {
    ZtunnelClient client = client().wantAll();
    client.settle();
    publish(workload("pod-1", "2", "/10.1.0.1", "node-1"));
    client.take();
    publish(workload("pod-1", "3", "/10.1.0.1", "node-1"), gone(AUTHORIZATION, "root/strict"));
    assertThat(client.take()).as("the address is not answered").isFalse();
    assertThat(state(AUTHORIZATION).heldBack()).containsExactly("root/strict");
    assertThat(client.settle()).containsExactly("address[pod-1=3]", "policy[-root/strict]");
  }

  @Test
  void aPolicyThatComesBackMeanwhileIsNotRemoved() {
    ZtunnelClient client = client().wantAll();
    client.settle();
    publish(workload("pod-1", "2", "/10.1.0.1", "node-1"));
    client.take();
    publish(workload("pod-1", "3", "/10.1.0.1", "node-1"), gone(AUTHORIZATION, "root/strict"));
    client.take();
    publish(policy("root/strict", "1"));
    client.settle();
    assertThat(client.has(AUTHORIZATION)).containsExactly(Map.entry("root/strict", "1"));
    assertThat(client.story).doesNotContain("policy[-root/strict]");
  }

  /** It would let in whom a policy refuses that it has not asked for yet. */
  @Test
  void whoHasNotAskedForPoliciesGetsNoAddresses() {
    ZtunnelClient client = client().ask(ADDRESS, Map.of(), List.of(), List.of());
    assertThat(client.settle()).isEmpty();
    client.ask(AUTHORIZATION, Map.of(), List.of(), List.of());
    assertThat(client.settle()).hasSize(2);
  }

  // On demand.

  @Test
  void whoAsksOnDemandGetsTheWorkloadsOfItsNode() {
    ZtunnelClient client = client().onDemand();
    assertThat(client.settle()).containsExactly("policy[root/strict=1]", "address[pod-1=1]");
    publish(
        workload("pod-4", "1", "/10.1.0.4", "node-1"),
        workload("pod-5", "1", "/10.1.0.5", "node-2"));
    assertThat(client.settle()).containsExactly("address[pod-4=1]");
    publish(gone(ADDRESS, "pod-4"), gone(ADDRESS, "pod-5"));
    assertThat(client.settle()).containsExactly("address[-pod-4]");
  }

  @Test
  void aNameIsAUidAnAddressOrAService() {
    ZtunnelClient client = client().onDemand();
    client.settle();
    client.ask("pod-3");
    assertThat(client.settle()).containsExactly("address[pod-3=1]");
    client.ask("/10.1.0.2");
    assertThat(client.settle()).containsExactly("address[-/10.1.0.2, pod-2=1]");
    client.ask("/10.0.0.1");
    assertThat(client.settle())
        .as("a service brings its workloads")
        .containsExactly("address[-/10.0.0.1, pod-1=1, pod-2=1, shop/web=1]");
    client.ask("shop/web");
    assertThat(client.settle()).containsExactly("address[pod-1=1, pod-2=1, shop/web=1]");
    client.ask("/10.9.9.9", "shop/none", "pod-none");
    assertThat(client.settle()).containsExactly("address[-/10.9.9.9, -pod-none, -shop/none]");
  }

  /** ztunnel: it waits for a resource or a removal of that very name, and reads no aliases. */
  @Test
  void whoAsksByAnAddressIsToldWhenItsAnswerIsThere() {
    ZtunnelClient client = client().onDemand().ask("/10.1.0.2", "/10.0.0.1", "/10.9.9.9", "pod-3");
    client.settle();
    assertThat(client.waits).isEmpty();
    client.ask("/10.1.0.2");
    client.settle();
    assertThat(client.waits).as("who has it already is told as well").isEmpty();
  }

  /** Who is woken sooner takes it for an address that is not in the mesh, or that nobody serves. */
  @Test
  void whoAsksByAnAddressOrServiceIsNotToldBeforeAllOfItsAnswerIsThere() {
    ZtunnelChange[] many = new ZtunnelChange[9_001];
    for (int i = 1; i < many.length; i++) {
      many[i] = workload("z-of-many-" + i, "1", "/10.2.0." + i, "node-9", "shop/many");
    }
    many[0] = service("shop/many", "1", "/10.0.0.9");
    publish(many);
    for (String asked : List.of("/10.0.0.9", "shop/many")) {
      ZtunnelClient client = client().onDemand();
      client.settle();
      client.ask(asked);
      int rounds = 0;
      while (client.take()) {
        rounds++;
        if (client.waits.isEmpty()) {
          assertThat(client.has(ADDRESS)).as(asked).hasSize(9_002);
        }
        client.answer(_ -> "");
      }
      assertThat(rounds).isGreaterThan(1);
      assertThat(client.waits).isEmpty();
    }
  }

  @Test
  void whatIsNotWantedAnyMoreIsNotSentThoughItWasDue() {
    ZtunnelChange[] many = new ZtunnelChange[9_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = workload("z-of-many-" + i, "1", "/10.2.0." + i, "node-9", "shop/web");
    }
    publish(many);
    ZtunnelClient client = client().onDemand();
    client.settle();
    client.ask("shop/web", "pod-3");
    client.take();
    client.ask(ADDRESS, Map.of(), List.of(), List.of("pod-3"));
    client.settle();
    assertThat(client.has(ADDRESS)).hasSize(9_003).doesNotContainKey("pod-3");
    publish(workload("pod-3", "2", "/10.1.0.3", "node-3"));
    assertThat(client.settle()).isEmpty();
  }

  @Test
  void whatWasAnsweredIsSubscribed() {
    ZtunnelClient client = client().onDemand().ask("/10.0.0.1");
    client.settle();
    publish(
        workload("pod-2", "2", "/10.1.0.2", "node-2"),
        workload("pod-6", "1", "/10.1.0.6", "node-6", "shop/web"),
        workload("pod-3", "2", "/10.1.0.3", "node-3"));
    assertThat(client.settle()).containsExactly("address[pod-2=2, pod-6=1]");
    client.ask(ADDRESS, Map.of(), List.of(), List.of("pod-2"));
    publish(workload("pod-2", "3", "/10.1.0.2", "node-2"));
    assertThat(client.settle()).isEmpty();
  }

  @Test
  void anAddressThatWasAskedForIsFollowedToItsNextOwner() {
    ZtunnelClient client = client().onDemand().ask("/10.1.0.3", "/10.1.0.7");
    client.settle();
    publish(
        workload("pod-3", "2", "/10.1.0.33", "node-3"),
        workload("pod-7", "1", "/10.1.0.3", "node-7"));
    assertThat(client.settle()).containsExactly("address[pod-3=2, pod-7=1]");
    publish(gone(ADDRESS, "pod-3"), workload("pod-8", "1", "/10.1.0.7", "node-7"));
    assertThat(client.settle()).containsExactly("address[-pod-3, pod-8=1]");
    client.ask("/10.1.0.33");
    assertThat(client.settle()).containsExactly("address[-/10.1.0.33]");
  }

  /** ztunnel: it subscribes to nothing, and names what it has. */
  @Test
  void whoComesBackOnDemandGetsWhatItHad() {
    ZtunnelClient client = client();
    client.ask(
        ADDRESS,
        Map.of("pod-3", "", "/10.0.0.1", "", "pod-9", "", "pod-1", "1"),
        List.of("*"),
        List.of("*"));
    client.ask(AUTHORIZATION, Map.of(), List.of(), List.of());
    assertThat(client.settle())
        .containsExactly(
            "policy[root/strict=1]", "address[-/10.0.0.1, -pod-9, pod-2=1, pod-3=1, shop/web=1]");
  }

  // Refusals.

  @Test
  void whatIsRefusedOfAResponseIsKnownAndNotSentAgainUntilItChanges() {
    ZtunnelClient client = client().wantAll();
    client.take();
    client.answer(response ->
        response.getTypeUrl().equals(ADDRESS.typeUrl())
            ? "pod-2: failed to parse address, had 3 bytes; pod-7: is not here; pod-3: no"
            : "");
    assertThat(client.settle()).isEmpty();
    StreamState.OfType state = state(ADDRESS);
    assertThat(state.refused().keySet()).containsExactly("pod-2", "pod-3");
    assertThat(state.refused().values())
        .as("each for its own reason: a response may hold thousands")
        .containsExactly(
            new Refused("1", "failed to parse address, had 3 bytes; pod-7: is not here"),
            new Refused("1", "no"));
    assertThat(state.ackedRevision()).isEqualTo(1);
    publish(workload("pod-2", "2", "/10.1.0.2", "node-2"));
    assertThat(client.settle()).containsExactly("address[pod-2=2]");
    assertThat(state(ADDRESS).refused().keySet()).containsExactly("pod-3");
  }

  @Test
  void aRefusalThatNamesNothingIsOfTheWholeResponse() {
    ZtunnelClient client = client().wantAll();
    client.take();
    client.answer(_ -> "no");
    client.settle();
    assertThat(state(AUTHORIZATION).refused().keySet()).containsExactly("root/strict");
  }

  // Who gets what.

  @Test
  void aZtunnelGetsNothingOfWhatWaypointsGet() {
    ZtunnelClient client = client().wantAll();
    client.settle();
    client.call.say(
        io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl("type.googleapis.com/envoy.config.cluster.v3.Cluster")
            .build());
    server.rest();
    assertThat(client.call.end().map(Status::getCode)).contains(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void aResponseHoldsNoMoreThanThereIsRoomFor() {
    ZtunnelChange[] many = new ZtunnelChange[9_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = workload("pod-of-many-" + i, "1", "/10.2.0." + i, "node-9");
    }
    publish(many);
    ZtunnelClient client = client().wantAll();
    assertThat(client.settle()).hasSizeGreaterThan(3);
    assertThat(client.has(ADDRESS)).hasSize(9_004);
  }
}
