package io.waystone.server.ads;

import static io.waystone.server.ads.Samples.cluster;
import static io.waystone.server.ads.Samples.endpoints;
import static io.waystone.server.ads.Samples.large;
import static io.waystone.server.ads.Samples.revision;
import static io.waystone.translator.envoy.ResourceType.CLUSTER;
import static io.waystone.translator.envoy.ResourceType.ENDPOINTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each proxy gets what it can take, and no other one notices. */
class FlowControlTest {

  private static final int SERVICES = 100;

  private final DirectServer server = new DirectServer();
  private long revision;

  @AfterEach
  void close() {
    server.stop();
  }

  private void serve(Resource... resources) {
    publish(resources);
    server.views.ready();
  }

  private void publish(Resource... resources) {
    server.views.publish(revision(++revision, resources));
  }

  private static Resource[] services() {
    return IntStream.range(0, SERVICES)
        .mapToObj(i -> endpoints("service-" + i, "v0"))
        .toArray(Resource[]::new);
  }

  private static String[] names() {
    return IntStream.range(0, SERVICES).mapToObj(i -> "service-" + i).toArray(String[]::new);
  }

  @Test
  void oneSlowReaderChangesNothingForNinetyNineOthers() {
    serve(services());
    List<Proxy> fast = IntStream.range(0, 99).mapToObj(i -> new Proxy()).toList();
    Proxy slow = new Proxy();
    fast.forEach(proxy -> proxy.subscribe(ENDPOINTS, names()));
    slow.subscribe(ENDPOINTS, names());
    server.rest();
    fast.forEach(Proxy::takeAndAck);
    slow.takeAndAck();
    server.rest();
    slow.call.pause();
    for (int round = 1; round <= 100; round++) {
      publish(endpoints("service-1", "v" + round), endpoints("service-2", "v" + round));
      server.rest();
      for (Proxy proxy : fast) {
        assertThat(proxy.takeAndAck()).isEqualTo(1);
        assertThat(proxy.last)
            .containsExactlyInAnyOrder("service-1=v" + round, "service-2=v" + round);
      }
      server.rest();
    }
    assertThat(slow.takeAndAck()).isZero();
    assertThat(server.streams().getLast().types().values())
        .allSatisfy(state -> assertThat(state.inFlight()).isEmpty());
    slow.call.readOn();
    server.rest();
    assertThat(slow.takeAndAck()).isEqualTo(1);
    assertThat(slow.last).containsExactlyInAnyOrder("service-1=v100", "service-2=v100");
  }

  /** A proxy is sent no more often than it answers, however much happens meanwhile. */
  @Test
  void aFloodEndsInFewResponsesAndTheRightState() {
    serve(services());
    List<Proxy> proxies = IntStream.range(0, 20).mapToObj(i -> new Proxy()).toList();
    proxies.forEach(proxy -> proxy.subscribe(ENDPOINTS, names()));
    server.rest();
    Map<String, String> expected = new HashMap<>();
    for (int change = 0; change < 10_000; change++) {
      String name = "service-" + change % SERVICES;
      publish(endpoints(name, "v" + change));
      expected.put(name, "v" + change);
      if (change % 500 == 0) {
        proxies.subList(0, 10).forEach(Proxy::takeAndAck);
      }
    }
    while (proxies.stream().mapToInt(Proxy::takeAndAck).sum() > 0) {
      server.rest();
    }
    proxies.forEach(proxy -> assertThat(proxy.has).isEqualTo(expected));
    proxies
        .subList(0, 10)
        .forEach(proxy -> assertThat(proxy.responses).isLessThanOrEqualTo(1 + 20 + 2));
    proxies.subList(10, 20).forEach(proxy -> assertThat(proxy.responses).isEqualTo(2));
  }

  @Test
  void firstSyncComesInChunksAndTakesInWhatChangesMeanwhile() {
    Resource[] clusters =
        IntStream.range(0, 100)
            .mapToObj(i -> large("cluster-" + i, 20 * 1024))
            .toArray(Resource[]::new);
    serve(clusters);
    Proxy proxy = new Proxy();
    proxy.subscribe(CLUSTER);
    server.rest();
    proxy.take();
    assertThat(proxy.last).contains("cluster-0=v1").doesNotContain("cluster-99=v1");
    server.views.publish(
        revision(
            ++revision,
            List.of(cluster("cluster-0", "v2"), cluster("cluster-98", "v2"), cluster("new", "v1")),
            List.of(new ResourceId(CLUSTER, "cluster-99"))));
    proxy.ack();
    List<String> later = new ArrayList<>();
    for (server.rest(); proxy.takeAndAck() > 0; server.rest()) {
      later.addAll(proxy.last);
    }
    assertThat(later)
        .doesNotHaveDuplicates()
        .contains("cluster-0=v2", "cluster-98=v2", "new=v1")
        .doesNotContain("cluster-98=v1", "cluster-99=v1");
    assertThat(proxy.has).hasSize(100);
    assertThat(proxy.responses).isBetween(8, 10);
  }

  @Test
  void whatIsLargerThanAChunkComesAlone() {
    serve(cluster("a", "v1"), large("b", 1024 * 1024), cluster("c", "v1"));
    Proxy proxy = new Proxy();
    proxy.subscribe(CLUSTER);
    List<List<String>> responses = new ArrayList<>();
    for (server.rest(); proxy.takeAndAck() > 0; server.rest()) {
      responses.add(proxy.last);
    }
    assertThat(responses).containsOnlyOnce(List.of("b=v1"));
    assertThat(proxy.has).containsOnlyKeys("a", "b", "c");
  }

  /** Takes and acknowledges when it is told to. */
  private final class Proxy {

    private final DirectCall<DeltaDiscoveryRequest, ?, DeltaDiscoveryResponse> call =
        server.delta();
    private final Map<String, String> has = new HashMap<>();
    private List<DeltaDiscoveryResponse> open = List.of();
    private List<String> last = List.of();
    private int responses;

    void subscribe(ResourceType type, String... names) {
      call.say(AdsClient.request(type).addAllResourceNamesSubscribe(List.of(names)).build());
    }

    /** How many responses there were. */
    int takeAndAck() {
      int taken = take();
      ack();
      return taken;
    }

    int take() {
      open = call.take();
      for (DeltaDiscoveryResponse response : open) {
        assertThat(response.getSerializedSize() < 257 * 1024 || response.getResourcesCount() == 1)
            .isTrue();
        last = AdsClient.content(response);
        response.getResourcesList().forEach(one -> has.put(one.getName(), one.getVersion()));
        has.keySet().removeAll(response.getRemovedResourcesList());
      }
      responses += open.size();
      return open.size();
    }

    void ack() {
      open.forEach(response ->
          call.say(
              DeltaDiscoveryRequest.newBuilder()
                  .setTypeUrl(response.getTypeUrl())
                  .setResponseNonce(response.getNonce())
                  .build()));
    }
  }
}
