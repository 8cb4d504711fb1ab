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
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What java-control-plane's server does wrong, one test for each, in both forms. */
class OtherServersFaultsTest {

  private final AdsFixture ads = new AdsFixture();

  @AfterEach
  void close() {
    ads.close();
  }

  private void serve(Resource... resources) {
    ads.views.publish(revision(1, resources));
    ads.views.ready();
  }

  /** Theirs closes the stream, and with it everything else of the proxy. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig",
        "type.googleapis.com/istio.workload.Address",
        "type.googleapis.com/envoy.service.runtime.v3.Runtime",
        "no type at all",
        ""
      })
  void unknownTypeDoesNotEndTheStream(String typeUrl) {
    serve(cluster("a", "v1"));
    AdsClient delta = ads.client();
    delta.send(DeltaDiscoveryRequest.newBuilder().setTypeUrl(typeUrl));
    delta.send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(typeUrl)
            .addResourceNamesSubscribe("x")
            .setResponseNonce("1"));
    delta.subscribe(CLUSTER);
    WholeClient whole = ads.whole();
    whole.send(DiscoveryRequest.newBuilder().setTypeUrl(typeUrl));
    whole.send(
        DiscoveryRequest.newBuilder()
            .setTypeUrl(typeUrl)
            .addResourceNames("x")
            .setResponseNonce("1"));
    whole.ask(CLUSTER);
    awaitClusters(delta);
    awaitClusters(whole);
  }

  private static void awaitClusters(AdsClient client) {
    DeltaDiscoveryResponse response = client.next();
    while (!response.getTypeUrl().equals(CLUSTER.typeUrl())) {
      response = client.next();
    }
    assertThat(AdsClient.content(response)).containsExactly("a=v1");
  }

  private static void awaitClusters(WholeClient client) {
    DiscoveryResponse response = client.next();
    while (!response.getTypeUrl().equals(CLUSTER.typeUrl())) {
      response = client.next();
    }
    assertThat(WholeClient.content(response)).containsExactly("a=v1");
  }

  /** Theirs sends everything again, and removes nothing that has gone meanwhile. */
  @Test
  void whatAReconnectedClientHasIsHonoured() {
    serve(cluster("same", "v1"), cluster("changed", "v2"));
    AdsClient delta = ads.client();
    delta.subscribeWith(CLUSTER, Map.of("same", "v1", "changed", "v1", "gone", "v1"));
    delta.expectAndAck(CLUSTER, "changed=v2");
    delta.expectAndAck(CLUSTER, "-gone");
    delta.expectNothing();

    WholeClient whole = ads.whole();
    whole.ask(CLUSTER);
    String version = whole.expectAndAck(CLUSTER, "same=v1", "changed=v2").getVersionInfo();
    WholeClient again = ads.whole();
    again.askWith(CLUSTER, version);
    again.expectNothing();
  }

  /** Theirs leaves a proxy with routes and endpoints that are no more. */
  @Test
  void namedResourceThatGoesIsTold() {
    serve(endpoints("a", "v1"), endpoints("b", "v1"), routes("r", "v1"));
    AdsClient delta = ads.client();
    delta.subscribe(ENDPOINTS, "a", "b");
    delta.expectAndAck(ENDPOINTS, "a=v1", "b=v1");
    delta.subscribe(ROUTES, "r");
    delta.expectAndAck(ROUTES, "r=v1");
    WholeClient whole = ads.whole();
    whole.ask(ENDPOINTS, "a", "b");
    whole.expectAndAck(ENDPOINTS, "a=v1", "b=v1");
    ads.views.publish(
        revision(
            2, List.of(), List.of(new ResourceId(ENDPOINTS, "a"), new ResourceId(ROUTES, "r"))));
    delta.expectAndAck(ENDPOINTS, "-a");
    delta.expectAndAck(ROUTES, "-r");
    delta.expectNothing();
    whole.expectAndAck(ENDPOINTS, "b=v1");
    whole.expectNothing();
  }

  /** Theirs answers only requests that have the node; Envoy sends it once a stream. */
  @Test
  void onlyTheFirstRequestHasTheNode() {
    serve(cluster("a", "v1"), listener("l", "v1"));
    AdsClient delta = ads.client();
    delta.bind("127.0.0.10:15008", CLUSTER);
    await().until(() -> ads.demand.contains("want default/waypoint 127.0.0.10"));
    delta.subscribe(LISTENER);
    await().until(() -> ads.isAskedFor(LISTENER));
    assertThat(ads.service.streams().getFirst().node()).isEqualTo("node");
    assertThat(ads.demand).hasSize(1);

    WholeClient whole = ads.whole();
    whole.introduce(CLUSTER, "other");
    whole.expectAndAck(CLUSTER, "a=v1");
    whole.ask(LISTENER);
    whole.expectAndAck(LISTENER, "l=v1");
    assertThat(ads.service.streams().getLast().node()).isEqualTo("other");
  }

  /** Theirs throws. */
  @Test
  void unknownNonceIsHarmless() {
    serve(cluster("a", "v1"));
    AdsClient delta = ads.client();
    delta.send(AdsClient.request(CLUSTER).setResponseNonce("of another stream"));
    DeltaDiscoveryResponse first = delta.expect(CLUSTER, "a=v1");
    delta.send(AdsClient.request(CLUSTER).setResponseNonce("nobody's"));
    ads.views.publish(revision(2, cluster("a", "v2")));
    delta.expectNothing();
    delta.ack(first);
    delta.expectAndAck(CLUSTER, "a=v2");

    WholeClient whole = ads.whole();
    whole.ask(CLUSTER);
    DiscoveryResponse set = whole.expect(CLUSTER, "a=v2");
    whole.send(
        DiscoveryRequest.newBuilder()
            .setTypeUrl(CLUSTER.typeUrl())
            .setResponseNonce("nobody's")
            .setVersionInfo(set.getVersionInfo()));
    ads.views.publish(revision(3, cluster("a", "v3")));
    whole.expectNothing();
    whole.ack(set);
    whole.expectAndAck(CLUSTER, "a=v3");
    whole.expectNothing();
  }

  /** Theirs waits until all names are there, and drops the request when it has answered another. */
  @Test
  void missingNameDoesNotLoseTheOthers() {
    serve(endpoints("a", "v1"));
    WholeClient whole = ads.whole();
    whole.ask(ENDPOINTS, "a", "missing");
    whole.expectAndAck(ENDPOINTS, "a=v1");
    AdsClient delta = ads.client();
    delta.subscribe(ENDPOINTS, "a", "missing");
    delta.expectAndAck(ENDPOINTS, "a=v1");
    delta.expectAndAck(ENDPOINTS, "-missing");
    ads.views.publish(revision(2, endpoints("a", "v2")));
    whole.expectAndAck(ENDPOINTS, "a=v2");
    delta.expectAndAck(ENDPOINTS, "a=v2");
    ads.views.publish(revision(3, endpoints("missing", "v3")));
    whole.expectAndAck(ENDPOINTS, "a=v2", "missing=v3");
    delta.expectAndAck(ENDPOINTS, "missing=v3");
  }

  /** Theirs writes on: the buffers of one proxy that does not read grow without end. */
  @Test
  void aProxyThatDoesNotReadIsNotWrittenTo() {
    serve(large("a", 250 * 1024), listener("l", "v1"));
    AdsClient slow = ads.slowClient(0);
    slow.subscribe(CLUSTER);
    await().until(() -> ads.isAskedFor(CLUSTER) && !ads.state(CLUSTER).inFlight().isEmpty());
    slow.subscribe(LISTENER);
    await().until(() -> ads.isAskedFor(LISTENER));
    for (int number = 2; number <= 100; number++) {
      ads.views.publish(revision(number, listener("l", "v" + number)));
    }
    assertThat(ads.state(LISTENER).inFlight()).isEmpty();
    slow.readOn();
    slow.expectAndAck(CLUSTER, "a=v1");
    slow.expectAndAck(LISTENER, "l=v100");
    slow.expectNothing();
  }
}
