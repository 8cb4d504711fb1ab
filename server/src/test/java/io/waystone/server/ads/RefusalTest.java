package io.waystone.server.ads;

import static io.waystone.server.ads.Samples.cluster;
import static io.waystone.server.ads.Samples.listener;
import static io.waystone.server.ads.Samples.revision;
import static io.waystone.translator.envoy.ResourceType.CLUSTER;
import static io.waystone.translator.envoy.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.waystone.translator.envoy.ResourceId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalTest {

  private final AdsFixture ads = new AdsFixture();
  private final AdsClient client = ads.client();

  @BeforeEach
  void sync() {
    ads.views.publish(revision(1, cluster("good", "v1"), cluster("bad", "v1")));
    ads.views.ready();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "good=v1", "bad=v1");
  }

  @AfterEach
  void close() {
    ads.close();
  }

  /** The last good version takes its place, and goes once more. */
  @Test
  void refusalIsShownUntilAnotherVersionIsAcknowledged() {
    ads.views.publish(revision(2, cluster("bad", "v2")));
    client.nack(client.expect(CLUSTER, "bad=v2"), "Error adding cluster(s) bad: no endpoint");
    client.expectAndAck(CLUSTER, "bad=v1");
    client.expectNothing();
    assertThat(refused())
        .containsExactlyEntriesOf(
            Map.of("bad", new Refused("v2", "Error adding cluster(s) bad: no endpoint")));

    ads.views.publish(revision(3, cluster("good", "v2")));
    client.expectAndAck(CLUSTER, "good=v2");
    client.expectNothing();
    assertThat(refused()).containsOnlyKeys("bad");

    ads.views.publish(revision(4, cluster("bad", "v3")));
    client.expectAndAck(CLUSTER, "bad=v3");
    await().until(() -> refused().isEmpty());
  }

  @Test
  void refusedVersionIsNotSentAgain() {
    ads.views.publish(revision(2, cluster("bad", "v2")));
    client.nack(client.expect(CLUSTER, "bad=v2"), "bad is bad");
    client.expectAndAck(CLUSTER, "bad=v1");
    ads.views.publish(revision(3, cluster("bad", "v3")));
    client.expectAndAck(CLUSTER, "bad=v3");
    client.expectNothing();
    ads.views.publish(revision(4, cluster("bad", "v2")));
    client.expectAndAck(CLUSTER, "bad=v3");
    AdsClient other = ads.client();
    other.subscribe(CLUSTER);
    other.expectAndAck(CLUSTER, "good=v1", "bad=v3");
    ads.views.publish(revision(5, cluster("bad", "v1")));
    client.expectAndAck(CLUSTER, "bad=v1");
  }

  /** What is refused has no older version here. */
  @Test
  void refusedNewResourceIsNotThere() {
    ads.views.publish(revision(2, cluster("new", "v1"), cluster("good", "v2")));
    DeltaDiscoveryResponse response = client.expect(CLUSTER, "new=v1", "good=v2");
    client.nack(response, "Error adding/updating cluster(s) new: wrong");
    client.nack(client.expect(CLUSTER, "new=v1"), "Error adding/updating cluster(s) new: wrong");
    client.expectAndAck(CLUSTER, "good=v2");
    client.expectAndAck(CLUSTER, "-new");
    client.expectNothing();
    assertThat(ads.views.quarantined())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.id()).isEqualTo(new ResourceId(CLUSTER, "new"));
          assertThat(one.refused().version()).isEqualTo("v1");
        });
  }

  /** Its text may hold what a user wrote: who is named is tried by itself. */
  @Test
  void namedResourceIsTriedByItself() {
    ads.views.publish(revision(2, cluster("bad", "v2"), cluster("good", "v2")));
    client.nack(client.expect(CLUSTER, "bad=v2", "good=v2"), "cluster(s) good: not what it seems");
    client.expectAndAck(CLUSTER, "good=v2");
    client.nack(client.expect(CLUSTER, "bad=v2"), "the real one");
    client.expectAndAck(CLUSTER, "bad=v1");
    client.expectNothing();
    assertThat(refused()).containsOnlyKeys("bad");
  }

  @Test
  void withoutNameEachIsTriedByItself() {
    ads.views.publish(revision(2, cluster("a", "v1"), cluster("bad", "v2"), cluster("good", "v2")));
    client.nack(client.expect(CLUSTER, "a=v1", "bad=v2", "good=v2"), "out of memory");
    client.expectAndAck(CLUSTER, "a=v1");
    client.nack(client.expect(CLUSTER, "bad=v2"), "still out of memory");
    // What is left goes together.
    Set<String> rest = new TreeSet<>();
    while (rest.size() < 2) {
      DeltaDiscoveryResponse response = client.next();
      rest.addAll(AdsClient.content(response));
      client.ack(response);
    }
    assertThat(rest).containsExactlyInAnyOrder("good=v2", "bad=v1");
    client.expectNothing();
    assertThat(refused()).containsOnlyKeys("bad");
  }

  /** Never the older one, which may be weaker; and a proxy that comes later gets the same. */
  @Test
  void refusedPortIsClosed() {
    String name = "reviews.default.svc.cluster.local|9080";
    ads.views.publish(revision(2, listener(name, "v1")));
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER, name + "=v1");
    ads.views.publish(revision(3, listener(name, "v2")));
    client.nack(client.expect(LISTENER, name + "=v2"), "wrong");
    DeltaDiscoveryResponse closed = client.next();
    client.ack(closed);
    assertThat(closed.getResources(0).getName()).isEqualTo(name);
    String version = closed.getResources(0).getVersion();
    assertThat(version).isNotIn("v1", "v2");
    AdsClient other = ads.client();
    other.subscribe(LISTENER);
    other.expectAndAck(LISTENER, name + "=" + version);

    ads.views.publish(revision(4, listener(name, "v1")));
    client.expectAndAck(LISTENER, name + "=v1");
    ads.views.publish(revision(5, listener(name, "v3")));
    client.expectAndAck(LISTENER, name + "=v3");
    await().until(() -> ads.views.quarantined().isEmpty());
  }

  @Test
  void portWhoseClosedFormIsRefusedIsNotThere() {
    String name = "reviews.default.svc.cluster.local|9080";
    ads.views.publish(revision(2, listener(name, "v1")));
    client.subscribe(LISTENER);
    client.nack(client.expect(LISTENER, name + "=v1"), "wrong");
    client.nack(client.next(), "wrong too");
    client.expectAndAck(LISTENER, "-" + name);
    client.expectNothing();
    assertThat(ads.views.quarantined())
        .singleElement()
        .satisfies(one -> assertThat(one.refused()).isEqualTo(new Refused("v1", "wrong")));
  }

  @Test
  void removedResourceIsNotRefusedAnyMore() {
    ads.views.publish(revision(2, cluster("bad", "v2")));
    client.nack(client.expect(CLUSTER, "bad=v2"), "bad");
    client.expectAndAck(CLUSTER, "bad=v1");
    ads.views.publish(revision(3, List.of(), List.of(new ResourceId(CLUSTER, "bad"))));
    client.expectAndAck(CLUSTER, "-bad");
    await().until(() -> refused().isEmpty());
  }

  @Test
  void refusalWithAnUnknownNonceIsIgnored() {
    client.nack(
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(CLUSTER.typeUrl())
            .setNonce("nobody's")
            .build(),
        "bad");
    client.expectNothing();
    assertThat(refused()).isEmpty();
  }

  private SortedMap<String, Refused> refused() {
    return ads.state(CLUSTER).refused();
  }
}
