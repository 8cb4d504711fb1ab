package io.waystone.server.ads;

import static io.waystone.server.ads.Samples.cluster;
import static io.waystone.server.ads.Samples.revision;
import static io.waystone.translator.envoy.ResourceType.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.waystone.translator.envoy.ResourceId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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

  @Test
  void refusalIsShownUntilAnotherVersionIsAcknowledged() {
    ads.views.publish(revision(2, cluster("bad", "v2")));
    client.nack(client.expect(CLUSTER, "bad=v2"), "Error adding cluster(s) bad: no endpoint");
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
    DeltaDiscoveryResponse response = client.expect(CLUSTER, "bad=v2");
    ads.views.publish(revision(3, cluster("bad", "v3")));
    ads.views.publish(revision(4, cluster("bad", "v2")));
    client.nack(response, "bad is bad");
    client.expectNothing();
    ads.views.publish(revision(5, cluster("bad", "v1")));
    client.expectAndAck(CLUSTER, "bad=v1");
  }

  @Test
  void onlyTheNamedResourceIsRefused() {
    ads.views.publish(revision(2, cluster("bad", "v2"), cluster("good", "v2")));
    client.nack(client.expect(CLUSTER, "bad=v2", "good=v2"), "cluster(s) bad: wrong, not goodness");
    await().until(() -> !refused().isEmpty());
    assertThat(refused()).containsOnlyKeys("bad");
  }

  @Test
  void textWithoutNameIsAboutTheWholeResponse() {
    ads.views.publish(revision(2, cluster("bad", "v2"), cluster("good", "v2")));
    client.nack(client.expect(CLUSTER, "bad=v2", "good=v2"), "out of memory");
    await().until(() -> refused().size() == 2);
    assertThat(refused()).containsOnlyKeys("bad", "good");
  }

  @Test
  void removedResourceIsNotRefusedAnyMore() {
    ads.views.publish(revision(2, cluster("bad", "v2")));
    client.nack(client.expect(CLUSTER, "bad=v2"), "bad");
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
