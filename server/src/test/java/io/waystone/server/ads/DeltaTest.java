package io.waystone.server.ads;

import static io.waystone.server.ads.Samples.cluster;
import static io.waystone.server.ads.Samples.endpoints;
import static io.waystone.server.ads.Samples.listener;
import static io.waystone.server.ads.Samples.revision;
import static io.waystone.translator.envoy.ResourceType.CLUSTER;
import static io.waystone.translator.envoy.ResourceType.ENDPOINTS;
import static io.waystone.translator.envoy.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeltaTest {

  private final AdsFixture ads = new AdsFixture();
  private final AdsClient client = ads.client();

  @AfterEach
  void close() {
    ads.close();
  }

  private void serve(Resource... resources) {
    ads.views.publish(revision(1, resources));
    ads.views.ready();
  }

  @Test
  void firstSyncSendsEverythingOfTheTypeAskedFor() {
    serve(cluster("a", "v1"), cluster("b", "v1"), listener("l", "v1"));
    client.subscribe(CLUSTER);
    DeltaDiscoveryResponse response = client.expectAndAck(CLUSTER, "a=v1", "b=v1");
    assertThat(response.getResources(0).getResource().getTypeUrl()).isEqualTo(CLUSTER.typeUrl());
    assertThat(response.getResources(0).getResource().getValue().toStringUtf8()).isEqualTo("a=v1");
    client.expectNothing();
    client.subscribe(LISTENER);
    client.expect(LISTENER, "l=v1");
  }

  @Test
  void emptyTypeIsAnswered() {
    serve(cluster("a", "v1"));
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER);
    client.expectNothing();
  }

  @Test
  void changeSendsWhatChanged() {
    serve(cluster("a", "v1"), cluster("b", "v1"));
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1", "b=v1");
    ads.views.publish(revision(2, cluster("b", "v2")));
    client.expectAndAck(CLUSTER, "b=v2");
    ads.views.publish(revision(3, List.of(), List.of(new ResourceId(CLUSTER, "a"))));
    client.expectAndAck(CLUSTER, "-a");
    client.expectNothing();
  }

  @Test
  void equalVersionIsNoChange() {
    serve(cluster("a", "v1"));
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1");
    ads.views.publish(revision(2, cluster("a", "v1")));
    client.expectNothing();
  }

  @Test
  void changesFoldUntilTheResponseInFlightIsAcknowledged() {
    serve(cluster("a", "v1"), cluster("b", "v1"));
    client.subscribe(CLUSTER);
    DeltaDiscoveryResponse first = client.expect(CLUSTER, "a=v1", "b=v1");
    for (int number = 2; number <= 20; number++) {
      ads.views.publish(revision(number, cluster("a", "v" + number)));
    }
    ads.views.publish(revision(21, List.of(), List.of(new ResourceId(CLUSTER, "b"))));
    client.expectNothing();
    client.ack(first);
    client.expectAndAck(CLUSTER, "a=v20");
    // A removal goes by itself: with something that is refused it would be lost.
    client.expectAndAck(CLUSTER, "-b");
    client.expectNothing();
  }

  @Test
  void responsesOfARevisionComeInTheOrderOfTypes() {
    serve(cluster("a", "v1"), listener("l", "v1"));
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER, "l=v1");
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1");
    client.expectNothing();
    ads.views.publish(revision(2, cluster("a", "v2"), listener("l", "v2")));
    client.expectAndAck(CLUSTER, "a=v2");
    client.expectAndAck(LISTENER, "l=v2");
  }

  @Test
  void reconnectedClientGetsWhatItHasNot() {
    serve(cluster("same", "v1"), cluster("other", "v2"), cluster("new", "v1"));
    client.subscribeWith(CLUSTER, Map.of("same", "v1", "other", "v1", "old", "v1"));
    client.expectAndAck(CLUSTER, "other=v2", "new=v1");
    client.expectAndAck(CLUSTER, "-old");
    client.expectNothing();
  }

  @Test
  void reconnectedClientThatHasEverythingGetsNothing() {
    serve(cluster("a", "v1"), endpoints("a", "v1"));
    client.subscribeWith(CLUSTER, Map.of("a", "v1"));
    client.subscribeWith(ENDPOINTS, Map.of("a", "v1"), "a");
    client.expectNothing();
    ads.views.publish(revision(2, endpoints("a", "v2")));
    client.expectAndAck(ENDPOINTS, "a=v2");
  }

  @Test
  void namedResourceThatIsMissingIsAnsweredAtOnceAndSentWhenItComes() {
    serve(endpoints("a", "v1"), endpoints("b", "v1"));
    client.subscribe(ENDPOINTS, "a", "missing");
    client.expectAndAck(ENDPOINTS, "a=v1");
    client.expectAndAck(ENDPOINTS, "-missing");
    ads.views.publish(revision(2, endpoints("missing", "v1"), endpoints("b", "v2")));
    client.expectAndAck(ENDPOINTS, "missing=v1");
    client.expectNothing();
  }

  @Test
  void namesAreAddedAndTakenAway() {
    serve(endpoints("a", "v1"), endpoints("b", "v1"));
    client.subscribe(ENDPOINTS, "a");
    client.expectAndAck(ENDPOINTS, "a=v1");
    client.subscribe(ENDPOINTS, "b");
    client.expectAndAck(ENDPOINTS, "b=v1");
    client.unsubscribe(ENDPOINTS, "a");
    client.expectNothing();
    ads.views.publish(revision(2, endpoints("a", "v2"), endpoints("b", "v2")));
    client.expectAndAck(ENDPOINTS, "b=v2");
    client.subscribe(ENDPOINTS, "a");
    client.expectAndAck(ENDPOINTS, "a=v2");
    // xDS: who subscribes again to what it has gets it again.
    client.subscribe(ENDPOINTS, "a");
    client.expectAndAck(ENDPOINTS, "a=v2");
  }

  @Test
  void everythingAndNames() {
    serve(cluster("a", "v1"), cluster("b", "v1"));
    client.subscribe(CLUSTER, "*", "a", "missing");
    client.expectAndAck(CLUSTER, "a=v1", "b=v1");
    client.expectAndAck(CLUSTER, "-missing");
    client.unsubscribe(CLUSTER, "*");
    client.expectNothing();
    ads.views.publish(revision(2, cluster("a", "v2"), cluster("b", "v2")));
    client.expectAndAck(CLUSTER, "a=v2");
    client.subscribe(CLUSTER, "*");
    client.expectAndAck(CLUSTER, "a=v2", "b=v2");
    client.unsubscribe(CLUSTER, "a");
    // xDS: it is still covered by the subscription to everything.
    client.expectAndAck(CLUSTER, "a=v2");
    client.expectNothing();
  }

  @Test
  void unknownTypeAndUnknownNonceAreHarmless() {
    serve(cluster("a", "v1"));
    client.send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl("type.googleapis.com/istio.workload.Address"));
    client.subscribe(CLUSTER);
    DeltaDiscoveryResponse first = client.expect(CLUSTER, "a=v1");
    client.send(AdsClient.request(CLUSTER).setResponseNonce("nobody's"));
    ads.views.publish(revision(2, cluster("a", "v2")));
    client.expectNothing();
    client.ack(first);
    client.expectAndAck(CLUSTER, "a=v2");
    client.ack(first);
    client.expectNothing();
  }

  @Test
  void nothingIsAnsweredBeforeTheFirstCompleteRevision() {
    client.subscribe(CLUSTER);
    ads.views.publish(revision(1, cluster("a", "v1")));
    awaitRequest(CLUSTER);
    assertThat(client.hasResponse()).isFalse();
    ads.views.publish(revision(2, cluster("a", "v2")));
    ads.views.ready();
    client.expectAndAck(CLUSTER, "a=v2");
    client.expectNothing();
  }

  @Test
  void viewThatIsNotThereYetIsWaitedFor() {
    ads.views.ready();
    client.subscribeWith(CLUSTER, Map.of("a", "v1", "old", "v1"));
    client.subscribe(ENDPOINTS, "missing");
    awaitRequest(ENDPOINTS);
    assertThat(client.hasResponse()).isFalse();
    assertThat(ads.demand).containsExactly("want default/waypoint 0.0.0.0");
    ads.views.publish(revision(1, cluster("a", "v2")));
    client.expectAndAck(CLUSTER, "a=v2");
    client.expectAndAck(ENDPOINTS, "-missing");
    client.expectAndAck(CLUSTER, "-old");
  }

  @Test
  void changedClusterIsFollowedByItsEndpoints() {
    serve(cluster("a", "v1"), endpoints("a", "v1"));
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1");
    client.subscribe(ENDPOINTS, "a");
    client.expectAndAck(ENDPOINTS, "a=v1");
    ads.views.publish(revision(2, cluster("a", "v2")));
    client.expectAndAck(CLUSTER, "a=v2");
    client.expectAndAck(ENDPOINTS, "a=v1");
    client.expectNothing();
  }

  @Test
  void stateSaysWhatIsSubscribedSentAndAcknowledged() {
    serve(cluster("a", "v1"), endpoints("a", "v1"));
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1");
    client.subscribe(ENDPOINTS, "a");
    client.expect(ENDPOINTS, "a=v1");
    await().until(() -> ads.state(CLUSTER).inFlight().isEmpty());
    assertThat(ads.state(CLUSTER).all()).isTrue();
    assertThat(ads.state(CLUSTER).ackedRevision()).isEqualTo(1);
    assertThat(ads.state(ENDPOINTS).names()).containsExactly("a");
    assertThat(ads.state(ENDPOINTS).inFlight()).containsExactly("a");
    assertThat(ads.state(ENDPOINTS).ackedRevision()).isZero();
  }

  private void awaitRequest(ResourceType type) {
    await().until(() -> ads.isAskedFor(type));
  }
}
