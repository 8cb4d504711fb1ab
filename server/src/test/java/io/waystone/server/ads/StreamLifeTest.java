package io.waystone.server.ads;

import static io.waystone.server.ads.Samples.cluster;
import static io.waystone.server.ads.Samples.gone;
import static io.waystone.server.ads.Samples.large;
import static io.waystone.server.ads.Samples.listener;
import static io.waystone.server.ads.Samples.revision;
import static io.waystone.translator.envoy.ResourceType.CLUSTER;
import static io.waystone.translator.envoy.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamLifeTest {

  private AdsFixture ads = new AdsFixture();

  @AfterEach
  void close() {
    ads.close();
  }

  @Test
  void whoShowsNoCredentialIsRefused() {
    AdsClient client = new AdsClient(ads.channel(), new Metadata(), Integer.MAX_VALUE);
    assertThat(client.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(client.end().getDescription()).isEqualTo("no credential");
    assertThat(ads.service.streams()).isEmpty();
    assertThat(ads.demand).isEmpty();
  }

  @Test
  void credentialDecidesWhoseConfigurationItIs() {
    ads.views.publish(revision(1, cluster("a", "v1")));
    ads.views.ready();
    AdsClient other = ads.client("default/other");
    other.subscribe(CLUSTER);
    await().until(() -> ads.demand.contains("want default/other 0.0.0.0"));
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1");
    assertThat(other.hasResponse()).isFalse();
  }

  @Test
  void streamEndsWithItsCredential() {
    ads.expires = Instant.now().plusMillis(200);
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    assertThat(client.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    await().until(() -> ads.service.streams().isEmpty());
  }

  @Test
  void invalidDialectIsRefused() {
    AdsClient client = ads.client();
    client.bind("localhost:15008", CLUSTER);
    assertThat(client.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(client.end().getDescription()).contains("WAYSTONE_BIND", "localhost:15008");
    assertThat(ads.demand).isEmpty();
  }

  @Test
  void dialectChoosesTheView() {
    AdsClient client = ads.client();
    client.bind("127.0.0.10:15008", CLUSTER);
    await().until(() -> ads.demand.contains("want default/waypoint 127.0.0.10"));
    StreamState state = ads.service.streams().getFirst();
    assertThat(state.node()).isEqualTo("node");
    assertThat(state.dialect().orElseThrow().bindPort()).isEqualTo(15008);
  }

  @Test
  void lastStreamReleasesTheView() {
    ads.views.ready();
    AdsClient first = ads.client();
    AdsClient second = ads.client();
    first.subscribe(CLUSTER);
    second.subscribe(CLUSTER);
    await().until(() -> ads.service.streams().stream().allMatch(s -> s.dialect().isPresent()));
    assertThat(ads.demand).containsExactly("want default/waypoint 0.0.0.0");
    first.cancel();
    await().until(() -> ads.service.streams().size() == 1);
    assertThat(ads.demand).hasSize(1);
    second.halfClose();
    assertThat(second.end().isOk()).isTrue();
    await().until(() -> ads.demand.size() == 2);
    assertThat(ads.demand).last().isEqualTo("release default/waypoint 0.0.0.0");
  }

  @Test
  void deletedGatewayTakesItsResourcesAndKeepsTheStream() {
    AdsClient client = synced();
    ads.views.publish(gone(2));
    client.expectAndAck(CLUSTER, "-a");
    client.expectAndAck(LISTENER, "-l");
    client.subscribe(CLUSTER, "a");
    await().until(() -> ads.state(CLUSTER).names().contains("a"));
    ads.views.publish(revision(3, cluster("a", "v2")));
    client.expectAndAck(CLUSTER, "a=v2");
    client.expectNothing();
  }

  @Test
  void removalsOfADeletedGatewayKeepTheirOrder() {
    ads.views.publish(
        revision(1, cluster("a", "v1", new ResourceId(LISTENER, "l")), listener("l", "v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER, "l=v1");
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1");
    ads.views.publish(gone(2));
    DeltaDiscoveryResponse cluster = client.expect(CLUSTER, "-a");
    client.ack(cluster);
    client.expectAndAck(LISTENER, "-l");
  }

  @Test
  void viewThatComesBackInTimeCostsNothing() {
    ads.close();
    ads = new AdsFixture(AdsFixture.NEVER, AdsFixture.NEVER);
    AdsClient client = synced();
    ads.views.publish(gone(2));
    client.expectNothing();
    ads.views.publish(revision(3, cluster("a", "v1"), cluster("new", "v1")));
    client.expectAndAck(CLUSTER, "new=v1");
    client.expectAndAck(LISTENER, "-l");
    client.expectNothing();
  }

  private AdsClient synced() {
    ads.views.publish(revision(1, cluster("a", "v1"), listener("l", "v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1");
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER, "l=v1");
    return client;
  }

  @Test
  void responsesAreChunked() {
    Resource[] clusters =
        IntStream.range(0, 10)
            .mapToObj(i -> large("cluster-" + i, 100 * 1024))
            .toArray(Resource[]::new);
    ads.views.publish(revision(1, clusters));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      DeltaDiscoveryResponse response = client.next();
      assertThat(response.getSerializedSize()).isLessThan(Draft.MOST_BYTES + 1024);
      response.getResourcesList().forEach(resource -> names.add(resource.getName()));
      client.ack(response);
    }
    assertThat(names).doesNotHaveDuplicates().hasSize(10);
    client.expectNothing();
  }

  @Test
  void largeResourceArrives() {
    ads.views.publish(revision(1, large("large", 3 << 20), cluster("a", "v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "a=v1");
    DeltaDiscoveryResponse response = client.expectAndAck(CLUSTER, "large=v1");
    assertThat(response.getResources(0).getResource().getValue().size()).isEqualTo(3 << 20);
  }

  /** The windows of the connection hold one of these; what is behind it is not even prepared. */
  @Test
  void slowReaderHoldsUpNobodyAndSkipsWhatWasOverwritten() {
    ads.views.publish(
        revision(
            1,
            large("a", 250 * 1024),
            new Resource(
                new ResourceId(LISTENER, "l"),
                "v1",
                large("l", 250 * 1024).body(),
                Links.NONE,
                new java.util.TreeSet<>())));
    ads.views.ready();
    AdsClient slow = ads.slowClient(0);
    slow.subscribe(CLUSTER);
    slow.subscribe(LISTENER);
    await().until(() -> ads.isAskedFor(LISTENER) && !ads.state(CLUSTER).inFlight().isEmpty());
    AdsClient fast = ads.client();
    fast.subscribe(LISTENER);
    fast.expectAndAck(LISTENER, "l=v1");
    for (int number = 2; number <= 50; number++) {
      ads.views.publish(revision(number, listener("l", "v" + number)));
      fast.expectAndAck(LISTENER, "l=v" + number);
    }
    assertThat(ads.state(LISTENER).inFlight()).isEmpty();
    slow.readOn();
    slow.expectAndAck(CLUSTER, "a=v1");
    slow.expectAndAck(LISTENER, "l=v50");
    slow.expectNothing();
  }

  @Test
  void secretsAreIssuedAndRenewed() {
    ads.secretVersions.put("default", "v1");
    ads.renewAt = Instant.now();
    ads.views.publish(revision(1, cluster("a", "v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    ResourceType secret = ResourceType.SECRET;
    client.subscribe(secret, "default", "missing");
    DeltaDiscoveryResponse response = client.expectAndAck(secret, "default=v1");
    client.expectAndAck(secret, "-missing");
    assertThat(response.getResources(0).getResource().getValue().toStringUtf8())
        .isEqualTo("key of default/waypoint");
    ads.secretVersions.put("default", "v2");
    client.expectAndAck(secret, "default=v2");
    ads.renewAt = Instant.MAX;
    AdsClient again = ads.client();
    again.subscribeWith(secret, Map.of("default", "v2"), "default");
    again.expectNothing();
    assertThat(ads.service.streams().toString()).doesNotContain("key of");
  }

  /** A waypoint that runs under another account, or in a mesh with another trust domain. */
  @Test
  void aSecretOfAnotherIdentityGoesWithTheNextChangeAndNotWhenTheOldOneGetsOld() {
    ads.secretVersions.put("default", "v1");
    ads.views.publish(revision(1, cluster("a", "v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(ResourceType.SECRET, "default");
    client.expectAndAck(ResourceType.SECRET, "default=v1");
    ads.secretVersions.put("default", "v2");
    ads.views.publish(revision(2, cluster("a", "v2")));
    client.expectAndAck(ResourceType.SECRET, "default=v2");
    ads.secretVersions.remove("default");
    ads.views.publish(revision(3, cluster("a", "v3")));
    client.expectNothing();
  }
}
