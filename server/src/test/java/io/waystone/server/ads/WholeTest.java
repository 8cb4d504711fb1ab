package io.waystone.server.ads;

import static io.waystone.server.ads.Samples.cluster;
import static io.waystone.server.ads.Samples.endpoints;
import static io.waystone.server.ads.Samples.large;
import static io.waystone.server.ads.Samples.listener;
import static io.waystone.server.ads.Samples.revision;
import static io.waystone.server.ads.Samples.routes;
import static io.waystone.translator.envoy.ResourceType.CLUSTER;
import static io.waystone.translator.envoy.ResourceType.ENDPOINTS;
import static io.waystone.translator.envoy.ResourceType.LISTENER;
import static io.waystone.translator.envoy.ResourceType.ROUTES;
import static io.waystone.translator.envoy.ResourceType.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The state of the world, on the same port: a response holds all that the client asks for. */
class WholeTest {

  private final AdsFixture ads = new AdsFixture();
  private final WholeClient client = ads.whole();

  @AfterEach
  void close() {
    ads.close();
  }

  private void serve(Resource... resources) {
    ads.views.publish(revision(1, resources));
    ads.views.ready();
  }

  @Test
  void withoutNamesAllOfATypeIsSentWithEveryChange() {
    serve(cluster("a", "v1"), cluster("b", "v1"), listener("l", "v1"));
    client.ask(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1", "b=v1");
    client.expectNothing();
    client.ask(LISTENER);
    client.expectAndAck(LISTENER, "l=v1");
    ads.views.publish(revision(2, cluster("b", "v2")));
    client.expectAndAck(CLUSTER, "a=v1", "b=v2");
    ads.views.publish(revision(3, List.of(), List.of(new ResourceId(CLUSTER, "a"))));
    client.expectAndAck(CLUSTER, "b=v2");
    client.expectNothing();
  }

  @Test
  void emptyTypeIsAnswered() {
    serve(cluster("a", "v1"));
    client.ask(LISTENER);
    client.expectAndAck(LISTENER);
    client.expectNothing();
    ads.views.publish(revision(2, listener("l", "v1")));
    client.expectAndAck(LISTENER, "l=v1");
  }

  @Test
  void lastResourceGoesWithAnEmptySet() {
    serve(cluster("a", "v1"));
    client.ask(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1");
    ads.views.publish(revision(2, List.of(), List.of(new ResourceId(CLUSTER, "a"))));
    client.expectAndAck(CLUSTER);
    client.expectNothing();
  }

  @Test
  void namesAreAddedAndTakenAway() {
    serve(endpoints("a", "v1"), endpoints("b", "v1"), endpoints("c", "v1"));
    client.ask(ENDPOINTS, "a");
    client.expectAndAck(ENDPOINTS, "a=v1");
    client.ask(ENDPOINTS, "a", "b");
    client.expectAndAck(ENDPOINTS, "a=v1", "b=v1");
    ads.views.publish(revision(2, endpoints("c", "v2"), endpoints("b", "v2")));
    client.expectAndAck(ENDPOINTS, "a=v1", "b=v2");
    client.ask(ENDPOINTS, "a");
    client.expectAndAck(ENDPOINTS, "a=v1");
    ads.views.publish(revision(3, endpoints("b", "v3")));
    client.expectNothing();
    ads.views.publish(revision(4, endpoints("a", "v4")));
    client.expectAndAck(ENDPOINTS, "a=v4");
  }

  private DiscoveryResponse acked(DiscoveryResponse response) {
    client.ack(response);
    return response;
  }

  @Test
  void missingNameHoldsUpNoOther() {
    serve(routes("a", "v1"));
    client.ask(ROUTES, "a", "missing");
    client.expectAndAck(ROUTES, "a=v1");
    ads.views.publish(revision(2, routes("a", "v2")));
    client.expectAndAck(ROUTES, "a=v2");
    ads.views.publish(revision(3, routes("missing", "v1")));
    client.expectAndAck(ROUTES, "a=v2", "missing=v1");
    client.expectNothing();
  }

  @Test
  void onlyMissingNamesAreAnsweredAtOnce() {
    serve(cluster("a", "v1"));
    client.ask(ENDPOINTS, "missing");
    client.expectAndAck(ENDPOINTS);
    client.expectNothing();
    ads.views.publish(revision(2, endpoints("missing", "v1")));
    client.expectAndAck(ENDPOINTS, "missing=v1");
  }

  @Test
  void noNamesAfterNamesAreNoneAndNotAll() {
    serve(endpoints("a", "v1"), endpoints("b", "v1"), cluster("c", "v1"));
    client.ask(CLUSTER, "c");
    client.expectAndAck(CLUSTER, "c=v1");
    client.ask(ENDPOINTS, "a");
    client.expectAndAck(ENDPOINTS, "a=v1");
    client.ask(ENDPOINTS);
    client.expectAndAck(ENDPOINTS);
    client.ask(CLUSTER);
    client.expectAndAck(CLUSTER);
    ads.views.publish(revision(2, endpoints("a", "v2"), endpoints("b", "v2"), cluster("c", "v2")));
    client.expectNothing();
    client.ask(ENDPOINTS, "b");
    client.expectAndAck(ENDPOINTS, "b=v2");
  }

  @Test
  void changesFoldUntilTheResponseInFlightIsAcknowledged() {
    serve(cluster("a", "v1"), cluster("b", "v1"));
    client.ask(CLUSTER);
    DiscoveryResponse first = client.expect(CLUSTER, "a=v1", "b=v1");
    for (int number = 2; number <= 20; number++) {
      ads.views.publish(revision(number, cluster("a", "v" + number)));
    }
    client.expectNothing();
    client.ack(first);
    client.expectAndAck(CLUSTER, "a=v20", "b=v1");
    client.expectNothing();
  }

  @Test
  void staleNonceIsNoAnswer() {
    serve(cluster("a", "v1"));
    client.ask(CLUSTER);
    DiscoveryResponse first = client.expectAndAck(CLUSTER, "a=v1");
    ads.views.publish(revision(2, cluster("a", "v2")));
    DiscoveryResponse second = client.expect(CLUSTER, "a=v2");
    ads.views.publish(revision(3, cluster("a", "v3")));
    client.ack(first);
    client.expectNothing();
    client.ack(second);
    client.expectAndAck(CLUSTER, "a=v3");
  }

  @Test
  void equalSetsHaveEqualVersionsEverywhere() {
    try (AdsFixture replica = new AdsFixture()) {
      serve(cluster("a", "v1"), cluster("b", "v1"), endpoints("a", "v1"));
      ads.views.publish(revision(2, cluster("a", "v2")));
      replica.views.publish(revision(1, cluster("b", "v1"), cluster("gone", "v1")));
      replica.views.publish(
          revision(
              2,
              List.of(cluster("a", "v2"), endpoints("a", "v1"), endpoints("other", "v1")),
              List.of(new ResourceId(CLUSTER, "gone"))));
      replica.views.ready();
      WholeClient other = replica.whole();
      client.ask(CLUSTER);
      other.ask(CLUSTER);
      String version = client.expectAndAck(CLUSTER, "a=v2", "b=v1").getVersionInfo();
      assertThat(other.expectAndAck(CLUSTER, "a=v2", "b=v1").getVersionInfo()).isEqualTo(version);
      client.ask(ENDPOINTS, "a");
      other.ask(ENDPOINTS, "a");
      assertThat(client.expectAndAck(ENDPOINTS, "a=v1").getVersionInfo())
          .isEqualTo(other.expectAndAck(ENDPOINTS, "a=v1").getVersionInfo());
      ads.views.publish(revision(3, cluster("a", "v3")));
      assertThat(client.expectAndAck(CLUSTER, "a=v3", "b=v1").getVersionInfo())
          .isNotEqualTo(version);
    }
  }

  @Test
  void reconnectedClientThatHasEverythingGetsNothing() {
    serve(cluster("a", "v1"), endpoints("a", "v1"));
    client.ask(CLUSTER);
    String clusters = client.expectAndAck(CLUSTER, "a=v1").getVersionInfo();
    client.ask(ENDPOINTS, "a");
    String endpoints = client.expectAndAck(ENDPOINTS, "a=v1").getVersionInfo();
    client.cancel();
    try (AdsFixture replica = new AdsFixture()) {
      replica.views.publish(revision(1, cluster("a", "v1"), endpoints("a", "v1")));
      replica.views.ready();
      WholeClient again = replica.whole();
      again.askWith(CLUSTER, clusters);
      again.askWith(ENDPOINTS, endpoints, "a");
      again.expectNothing();
      replica.views.publish(revision(2, endpoints("a", "v2")));
      again.expectAndAck(ENDPOINTS, "a=v2");
      again.expectNothing();
    }
  }

  @Test
  void reconnectedClientGetsTheSetThatItHasNot() {
    serve(cluster("a", "v1"), cluster("b", "v1"));
    client.askWith(CLUSTER, "the version of another time");
    client.expectAndAck(CLUSTER, "a=v1", "b=v1");
    client.expectNothing();
  }

  @Test
  void nothingIsAnsweredBeforeTheFirstCompleteRevision() {
    client.askWith(CLUSTER, "the version of another time");
    client.ask(ENDPOINTS, "missing");
    ads.views.publish(revision(1, cluster("a", "v1")));
    await().until(() -> ads.isAskedFor(ENDPOINTS));
    assertThat(client.hasResponse()).isFalse();
    ads.views.publish(revision(2, cluster("a", "v2")));
    ads.views.ready();
    client.expectAndAck(CLUSTER, "a=v2");
    client.expectAndAck(ENDPOINTS);
    client.expectNothing();
  }

  @Test
  void refusedSetIsNotSentAgainAndTheNextOneIs() {
    serve(cluster("good", "v1"), cluster("bad", "v1"));
    client.ask(CLUSTER);
    client.expectAndAck(CLUSTER, "good=v1", "bad=v1");
    ads.views.publish(revision(2, cluster("bad", "v2")));
    client.nack(client.expect(CLUSTER, "good=v1", "bad=v2"), "Error adding cluster(s) bad: no");
    ads.views.publish(revision(3, cluster("bad", "v3"), cluster("good", "v3")));
    // What was refused by name may be replaced by what was accepted of it before.
    DiscoveryResponse next = acked(client.next());
    while (!WholeClient.content(next).contains("bad=v3")) {
      assertThat(WholeClient.content(next)).doesNotContain("bad=v2");
      next = acked(client.next());
    }
    assertThat(WholeClient.content(next)).containsExactlyInAnyOrder("good=v3", "bad=v3");
    client.expectNothing();
  }

  @Test
  void refusedResourceHasItsLastAcceptedVersionInTheSet() {
    serve(cluster("good", "v1"), cluster("bad", "v1"));
    client.ask(CLUSTER);
    client.expectAndAck(CLUSTER, "good=v1", "bad=v1");
    ads.views.publish(revision(2, cluster("bad", "v2"), cluster("good", "v2")));
    client.nack(
        client.expect(CLUSTER, "good=v2", "bad=v2"), "Error adding cluster(s) bad: no endpoint");
    // Its words alone are no proof.
    client.nack(client.expect(CLUSTER, "good=v1", "bad=v2"), "no endpoint");
    client.expectAndAck(CLUSTER, "good=v2", "bad=v1");
    client.expectNothing();
    ads.views.publish(revision(3, cluster("good", "v3")));
    client.expectAndAck(CLUSTER, "good=v3", "bad=v1");
    client.expectNothing();
  }

  @Test
  void whatNeedsAnotherWaitsForItsAcknowledgement() {
    ResourceId listener = new ResourceId(LISTENER, "port");
    serve(cluster("backend", "v1"), cluster("10.0.0.1:80", "v1", listener), listener("port", "v1"));
    client.ask(CLUSTER);
    client.expectAndAck(CLUSTER, "backend=v1");
    client.ask(LISTENER);
    DiscoveryResponse port = client.expect(LISTENER, "port=v1");
    client.expectNothing();
    client.ack(port);
    client.expectAndAck(CLUSTER, "backend=v1", "10.0.0.1:80=v1");
    ads.views.publish(
        revision(2, List.of(), List.of(listener, new ResourceId(CLUSTER, "10.0.0.1:80"))));
    DiscoveryResponse without = client.expect(CLUSTER, "backend=v1");
    client.expectNothing();
    client.ack(without);
    client.expectAndAck(LISTENER);
    client.expectNothing();
  }

  @Test
  void changedClusterIsFollowedByItsEndpoints() {
    serve(cluster("a", "v1"), endpoints("a", "v1"));
    client.ask(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1");
    client.ask(ENDPOINTS, "a");
    client.expectAndAck(ENDPOINTS, "a=v1");
    ads.views.publish(revision(2, cluster("a", "v2")));
    client.expectAndAck(CLUSTER, "a=v2");
    client.expectAndAck(ENDPOINTS, "a=v1");
    client.expectNothing();
  }

  @Test
  void aSetIsNotCutIntoChunks() {
    serve(large("a", 200 * 1024), large("b", 200 * 1024), large("c", 200 * 1024));
    client.ask(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1", "b=v1", "c=v1");
    client.expectNothing();
  }

  @Test
  void secretsAreIssuedAndRenewed() {
    ads.secretVersions.put("default", "v1");
    ads.renewAt = Instant.now();
    serve(cluster("a", "v1"));
    client.ask(SECRET, "default", "missing");
    client.expectAndAck(SECRET, "key of default/waypoint");
    ads.secretVersions.put("default", "v2");
    String version = client.expectAndAck(SECRET, "key of default/waypoint").getVersionInfo();
    ads.renewAt = Instant.MAX;
    WholeClient again = ads.whole();
    again.askWith(SECRET, version, "default", "missing");
    again.expectNothing();
  }

  @Test
  void bothFormsAreServedSideBySide() {
    serve(cluster("a", "v1"), cluster("b", "v1"));
    AdsClient delta = ads.client();
    delta.subscribe(CLUSTER);
    client.ask(CLUSTER);
    delta.expectAndAck(CLUSTER, "a=v1", "b=v1");
    client.expectAndAck(CLUSTER, "a=v1", "b=v1");
    ads.views.publish(revision(2, cluster("b", "v2")));
    delta.expectAndAck(CLUSTER, "b=v2");
    client.expectAndAck(CLUSTER, "a=v1", "b=v2");
    assertThat(ads.service.streams()).hasSize(2);
    for (StreamState stream : ads.service.streams()) {
      await().until(() -> stream.types().containsKey(ResourceType.CLUSTER));
    }
  }
}
