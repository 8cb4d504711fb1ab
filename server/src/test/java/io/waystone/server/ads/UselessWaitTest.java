package io.waystone.server.ads;

import static io.waystone.server.ads.Samples.cluster;
import static io.waystone.server.ads.Samples.listener;
import static io.waystone.server.ads.Samples.resource;
import static io.waystone.server.ads.Samples.revision;
import static io.waystone.server.ads.Samples.routes;
import static io.waystone.translator.envoy.ResourceType.CLUSTER;
import static io.waystone.translator.envoy.ResourceType.EXTENSION;
import static io.waystone.translator.envoy.ResourceType.LISTENER;
import static io.waystone.translator.envoy.ResourceType.ROUTES;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.waystone.translator.envoy.ResourceId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing waits for the sake of what a client does not have, or does not want any more. */
class UselessWaitTest {

  private static final ResourceId BACKEND = new ResourceId(CLUSTER, "backend");
  private static final ResourceId DOOR = new ResourceId(CLUSTER, "door");
  private static final ResourceId PORT = new ResourceId(ROUTES, "port");
  private static final ResourceId FILTER = new ResourceId(EXTENSION, "filter");

  private final AdsFixture ads = new AdsFixture();

  @AfterEach
  void close() {
    ads.close();
  }

  /** A client that had a door to a port, both of which are gone; it has to answer for the door. */
  private DeltaDiscoveryResponse loseDoor(AdsClient client) {
    ads.views.publish(revision(1, cluster("door", "v1", PORT), routes("port", "v1")));
    ads.views.ready();
    client.subscribeWith(CLUSTER, Map.of("door", "v1"));
    client.expectNothing();
    ads.views.publish(revision(2, List.of(), List.of(DOOR, PORT)));
    return client.expect(CLUSTER, "-door");
  }

  @Test
  void whoAsksForWhatIsGoneAndHasItNotIsAnsweredAtOnce() {
    AdsClient client = ads.client();
    loseDoor(client);
    client.subscribe(ROUTES, "port");
    client.expectAndAck(ROUTES, "-port");
  }

  @Test
  void whoAsksForWhatIsGoneAndHasItKeepsItAsLongAsItIsUsed() {
    AdsClient client = ads.client();
    DeltaDiscoveryResponse door = loseDoor(client);
    client.subscribeWith(ROUTES, Map.of("port", "v1"), "port");
    client.expectNothing();
    client.ack(door);
    client.expectAndAck(ROUTES, "-port");
  }

  @Test
  void whatIsGoneBeforeItWasSentIsAnsweredAtOnce() {
    ads.views.publish(
        revision(
            1,
            cluster("backend", "v1"),
            cluster("door", "v1"),
            resource(ROUTES, "port", "v1", BACKEND)));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expect(CLUSTER, "backend=v1", "door=v1");
    client.subscribe(ROUTES, "port");
    client.expectNothing();
    ads.views.publish(revision(2, cluster("door", "v2", PORT)));
    ads.views.publish(revision(3, List.of(cluster("door", "v3")), List.of(PORT)));
    client.expectAndAck(ROUTES, "-port");
  }

  /** A listener changes, needs what the client does not ask for, and leaves its backend alone. */
  private void changeListener() {
    ads.views.publish(
        revision(
            2,
            List.of(listener("port", "v2", FILTER), resource(EXTENSION, "filter", "v1")),
            List.of(BACKEND)));
  }

  @Test
  void whatIsNotWantedAnyMoreIsNotWaitedFor() {
    ads.views.publish(revision(1, cluster("backend", "v1"), listener("port", "v1", BACKEND)));
    ads.views.ready();
    AdsClient client = ads.client();
    client.subscribe(CLUSTER);
    client.expectAndAck(CLUSTER, "backend=v1");
    client.subscribe(LISTENER);
    client.expectAndAck(LISTENER, "port=v1");
    changeListener();
    client.expectNothing();
    client.unsubscribe(LISTENER, "*");
    client.expectAndAck(CLUSTER, "-backend");
  }

  @Test
  void whatIsNotWantedAnyMoreIsNotWaitedForInTheStateOfTheWorld() {
    ads.views.publish(revision(1, cluster("backend", "v1"), listener("port", "v1", BACKEND)));
    ads.views.ready();
    WholeClient client = ads.whole();
    client.ask(CLUSTER);
    client.expectAndAck(CLUSTER, "backend=v1");
    client.ask(LISTENER);
    client.expectAndAck(LISTENER, "port=v1");
    changeListener();
    client.expectNothing();
    client.ask(LISTENER, "other");
    client.expectAndAck(LISTENER);
    client.expectAndAck(CLUSTER);
  }
}
