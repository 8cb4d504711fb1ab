package io.waystone.server.ads;

import static io.waystone.server.ads.Samples.cluster;
import static io.waystone.server.ads.Samples.linked;
import static io.waystone.server.ads.Samples.listener;
import static io.waystone.server.ads.Samples.revision;
import static io.waystone.server.ads.Samples.routes;
import static io.waystone.translator.envoy.ResourceType.CLUSTER;
import static io.waystone.translator.envoy.ResourceType.LISTENER;
import static io.waystone.translator.envoy.ResourceType.ROUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An authority cluster comes after its listener and routes, and goes before them. */
class MakeBeforeBreakTest {

  private static final String AUTHORITY = "10.96.0.12:9080";
  private static final String PORT = "reviews|9080";
  private static final ResourceId CLUSTER_ID = new ResourceId(CLUSTER, AUTHORITY);
  private static final ResourceId LISTENER_ID = new ResourceId(LISTENER, PORT);
  private static final ResourceId ROUTES_ID = new ResourceId(ROUTES, PORT);

  private AdsFixture ads = new AdsFixture();

  @AfterEach
  void close() {
    ads.close();
  }

  private static Resource[] port(String version) {
    return new Resource[] {
      cluster("backend", "v1"),
      cluster(AUTHORITY, "v1", LISTENER_ID, ROUTES_ID),
      listener(PORT, version),
      routes(PORT, version)
    };
  }

  private AdsClient synced() {
    ads.views.publish(revision(1, port("v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "backend=v1");
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER, PORT + "=v1");
    client.expectNothing();
    client.subscribe(ROUTES, PORT);
    DeltaDiscoveryResponse routes = client.expect(ROUTES, PORT + "=v1");
    client.expectNothing();
    client.ack(routes);
    client.expectAndAck(CLUSTER, AUTHORITY + "=v1");
    client.expectNothing();
    return client;
  }

  @Test
  void authorityComesWhenItsListenerAndRoutesAreAcknowledged() {
    synced();
  }

  @Test
  void clusterWithoutAnythingElseIsAnsweredAlthoughAllOfItIsHeldBack() {
    ads.views.publish(revision(1, cluster(AUTHORITY, "v1", LISTENER_ID), listener(PORT, "v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER);
    assertThat(ads.state(CLUSTER).heldBack()).containsExactly(AUTHORITY);
  }

  @Test
  void addedServiceIsSentInOrder() {
    AdsClient client = synced();
    ResourceId other = new ResourceId(LISTENER, "ratings|9080");
    ads.views.publish(
        revision(2, cluster("10.96.0.13:9080", "v1", other), listener("ratings|9080", "v1")));
    DeltaDiscoveryResponse listener = client.expect(LISTENER, "ratings|9080=v1");
    client.expectNothing();
    client.ack(listener);
    client.expectAndAck(CLUSTER, "10.96.0.13:9080=v1");
  }

  @Test
  void nothingElseWaits() {
    AdsClient client = synced();
    ads.views.publish(
        revision(
            2,
            cluster("10.96.0.13:9080", "v1", new ResourceId(LISTENER, "ratings|9080")),
            cluster("backend", "v2"),
            listener("ratings|9080", "v1"),
            routes(PORT, "v2")));
    client.expect(CLUSTER, "backend=v2");
    client.expect(LISTENER, "ratings|9080=v1");
    client.expect(ROUTES, PORT + "=v2");
  }

  @Test
  void needsAreFollowed() {
    ResourceId far = new ResourceId(CLUSTER, "far");
    ads.views.publish(
        revision(
            1,
            cluster("far", "v1"),
            listener(PORT, "v1", far),
            cluster(AUTHORITY, "v1", LISTENER_ID)));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    DeltaDiscoveryResponse first = client.expect(CLUSTER, "far=v1");
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER);
    client.expectNothing();
    client.ack(first);
    client.expectAndAck(LISTENER, PORT + "=v1");
    client.expectAndAck(CLUSTER, AUTHORITY + "=v1");
    // What is acknowledged has to be so in its current version.
    ads.views.publish(
        revision(2, cluster("far", "v2"), cluster("10.96.0.99:9080", "v1", LISTENER_ID)));
    client.expectAndAck(CLUSTER, "far=v2");
    client.expectAndAck(CLUSTER, "10.96.0.99:9080=v1");
  }

  @Test
  void refusedListenerIsNotWaitedFor() {
    AdsClient client = synced();
    ads.views.publish(
        revision(
            2,
            cluster("10.96.0.13:9080", "v1", new ResourceId(LISTENER, "ratings|9080")),
            listener("ratings|9080", "v1")));
    client.nack(client.expect(LISTENER, "ratings|9080=v1"), "no such filter");
    // Its closed form.
    client.ack(client.next());
    client.expectAndAck(CLUSTER, "10.96.0.13:9080=v1");
  }

  @Test
  void neededResourceThatDoesNotExistIsNotWaitedFor() {
    ads.views.publish(revision(1, cluster(AUTHORITY, "v1", LISTENER_ID)));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, AUTHORITY + "=v1");
  }

  @Test
  void holdingBackEnds() {
    ads.close();
    ads = new AdsFixture(Duration.ofMillis(100), Duration.ofMillis(50));
    ads.views.publish(revision(1, port("v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "backend=v1");
    client.expectAndAck(CLUSTER, AUTHORITY + "=v1");
    client.expectNothing();
  }

  @Test
  void reconnectedClientThatHasItDoesNotWait() {
    ads.views.publish(revision(1, port("v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribeWith(CLUSTER, Map.of("backend", "v1", AUTHORITY, "v1"));
    client.expectNothing();
  }

  @Test
  void removedServiceLosesItsAuthorityFirst() {
    AdsClient client = synced();
    ads.views.publish(revision(2, List.of(), List.of(CLUSTER_ID, LISTENER_ID, ROUTES_ID)));
    DeltaDiscoveryResponse cluster = client.expect(CLUSTER, "-" + AUTHORITY);
    client.expectNothing();
    client.ack(cluster);
    client.expectAndAck(LISTENER, "-" + PORT);
    client.expectAndAck(ROUTES, "-" + PORT);
    client.expectNothing();
  }

  @Test
  void removalDoesNotWaitForever() {
    ads.close();
    ads = new AdsFixture(Duration.ofMillis(100), Duration.ofMillis(50));
    ads.views.publish(revision(1, cluster(AUTHORITY, "v1", LISTENER_ID), listener(PORT, "v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER, PORT + "=v1");
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, AUTHORITY + "=v1");
    client.expectNothing();
    ads.views.publish(revision(2, List.of(), List.of(CLUSTER_ID, LISTENER_ID)));
    client.expect(CLUSTER, "-" + AUTHORITY);
    client.expectAndAck(LISTENER, "-" + PORT);
  }

  @Test
  void listenerStaysUntilItsAuthorityLeadsElsewhere() {
    AdsClient client = synced();
    ResourceId other = new ResourceId(LISTENER, "other|9080");
    ads.views.publish(
        revision(
            2,
            List.of(cluster(AUTHORITY, "v2", other), listener("other|9080", "v1")),
            List.of(LISTENER_ID)));
    client.expectAndAck(LISTENER, "other|9080=v1");
    DeltaDiscoveryResponse cluster = client.expect(CLUSTER, AUTHORITY + "=v2");
    client.expectNothing();
    client.ack(cluster);
    client.expectAndAck(LISTENER, "-" + PORT);
  }

  @Test
  void removalWaitsForNobodyWhoDoesNotSubscribe() {
    ads.views.publish(revision(1, port("v1")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER, PORT + "=v1");
    ads.views.publish(revision(2, List.of(), List.of(CLUSTER_ID, LISTENER_ID)));
    client.expectAndAck(LISTENER, "-" + PORT);
  }

  private static Resource policed(String version, String policies) {
    return linked(
        ROUTES,
        PORT,
        version,
        new Links(
            List.of(new ResourceId(CLUSTER, "backend")), List.of(), Map.of("", policies), false));
  }

  private AdsClient policedClient() {
    ads.views.publish(revision(1, cluster("backend", "v1"), policed("v1", "bob")));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "backend=v1");
    client.subscribe(ROUTES, PORT);
    client.expectAndAck(ROUTES, PORT + "=v1");
    client.expectNothing();
    return client;
  }

  @Test
  void routesWaitForTheirClusters() {
    AdsClient client = policedClient();
    ads.views.publish(revision(2, cluster("backend", "v2"), policed("v2", "bob")));
    DeltaDiscoveryResponse cluster = client.expect(CLUSTER, "backend=v2");
    client.expectNothing();
    client.ack(cluster);
    client.expectAndAck(ROUTES, PORT + "=v2");
  }

  @Test
  void revokedPolicyWaitsForNothing() {
    AdsClient client = policedClient();
    ads.views.publish(revision(2, cluster("backend", "v2"), policed("v2", "nobody")));
    DeltaDiscoveryResponse cluster = client.expect(CLUSTER, "backend=v2");
    client.expectAndAck(ROUTES, PORT + "=v2");
    client.nack(cluster, "no such backend");
    client.expectAndAck(CLUSTER, "backend=v1");
    client.expectNothing();
    ads.views.publish(revision(3, cluster("backend", "v3"), policed("v3", "bob")));
    client.expect(CLUSTER, "backend=v3");
    client.expectAndAck(ROUTES, PORT + "=v3");
  }

  /** Also if it was held back for another reason when its policies changed. */
  @Test
  void revokedPolicyWaitsForNothingAnyMore() {
    AdsClient client = policedClient();
    ads.views.publish(revision(2, cluster("backend", "v2"), policed("v2", "bob")));
    client.expect(CLUSTER, "backend=v2");
    client.expectNothing();
    ads.views.publish(revision(3, policed("v3", "nobody")));
    client.expectAndAck(ROUTES, PORT + "=v3");
  }

  @Test
  void tunnelOpensWhenEverythingElseIsAcknowledged() {
    ResourceId tunnelRoutes = new ResourceId(ROUTES, "connect_terminate");
    Resource tunnel =
        linked(
            LISTENER,
            "connect_terminate",
            "v1",
            new Links(List.of(), List.of(tunnelRoutes), Map.of(), true));
    ads.views.publish(revision(1, port("v1")));
    ads.views.publish(revision(2, tunnel));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "backend=v1");
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER, PORT + "=v1");
    client.subscribe(ROUTES, PORT);
    client.expectAndAck(ROUTES, PORT + "=v1");
    DeltaDiscoveryResponse door = client.expect(CLUSTER, AUTHORITY + "=v1");
    client.expectNothing();
    assertThat(ads.state(LISTENER).heldBack()).containsExactly("connect_terminate");
    client.ack(door);
    client.expectAndAck(LISTENER, "connect_terminate=v1");
    // From now on it is a listener like others.
    ads.views.publish(
        revision(
            3,
            cluster("backend", "v2"),
            linked(LISTENER, "connect_terminate", "v2", tunnel.links())));
    client.expect(CLUSTER, "backend=v2");
    client.expectAndAck(LISTENER, "connect_terminate=v2");
  }
}
