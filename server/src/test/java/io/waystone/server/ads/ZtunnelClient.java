package io.waystone.server.ads;

import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** A ztunnel that applies what it gets in the order in which it comes, as a ztunnel does. */
final class ZtunnelClient {

  private static final Node NODE = Node.newBuilder().setId("ztunnel~10.0.0.1~z.x~x").build();

  private final Map<ZtunnelType, Map<String, String>> has = new TreeMap<>();

  /** Every response in a few words: what is in it and what it removes. */
  final List<String> story = new ArrayList<>();

  /** What it has asked for and waits for: ztunnel knows an answer by this very name alone. */
  final SortedSet<String> waits = new TreeSet<>();

  final DirectCall<DeltaDiscoveryRequest, ?, DeltaDiscoveryResponse> call;
  private final DirectServer server;
  private final List<DeltaDiscoveryResponse> open = new ArrayList<>();

  ZtunnelClient(DirectServer server, String node) {
    this.server = server;
    call = server.ztunnel(node);
    for (ZtunnelType type : ZtunnelType.values()) {
      has.put(type, new TreeMap<>());
    }
  }

  /** The versions that it has by name. */
  Map<String, String> has(ZtunnelType type) {
    return Objects.requireNonNull(has.get(type));
  }

  /** The first words of a ztunnel that wants everything, in its order. */
  ZtunnelClient wantAll() {
    ask(ZtunnelType.ADDRESS, Map.of(), List.of(), List.of());
    return ask(ZtunnelType.AUTHORIZATION, Map.of(), List.of(), List.of());
  }

  /** Those of one that asks for what it needs: policies it has all. */
  ZtunnelClient onDemand() {
    ask(ZtunnelType.ADDRESS, Map.of(), List.of("*"), List.of("*"));
    return ask(ZtunnelType.AUTHORIZATION, Map.of(), List.of(), List.of());
  }

  ZtunnelClient ask(
      ZtunnelType type, Map<String, String> known, List<String> more, List<String> less) {
    has(type).putAll(known);
    call.say(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(NODE)
            .setTypeUrl(type.typeUrl())
            .putAllInitialResourceVersions(known)
            .addAllResourceNamesSubscribe(more)
            .addAllResourceNamesUnsubscribe(less)
            .build());
    return this;
  }

  ZtunnelClient ask(String... names) {
    waits.addAll(List.of(names));
    return ask(ZtunnelType.ADDRESS, Map.of(), List.of(names), List.of());
  }

  /** Applies what has come, and leaves it open. */
  boolean take() {
    server.rest();
    List<DeltaDiscoveryResponse> taken = call.take();
    taken.forEach(this::apply);
    open.addAll(taken);
    return !taken.isEmpty();
  }

  /** Answers what is open; by a text that is not empty, with a refusal. */
  boolean answer(Function<DeltaDiscoveryResponse, String> error) {
    List<DeltaDiscoveryResponse> answered = List.copyOf(open);
    open.clear();
    for (DeltaDiscoveryResponse response : answered) {
      DeltaDiscoveryRequest.Builder answer =
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(response.getTypeUrl())
              .setResponseNonce(response.getNonce());
      String text = error.apply(response);
      if (!text.isEmpty()) {
        answer.setErrorDetail(Status.newBuilder().setCode(13).setMessage(text));
      }
      call.say(answer.build());
    }
    return !answered.isEmpty();
  }

  /** Takes and accepts until nothing comes any more. */
  List<String> settle() {
    int from = story.size();
    do {
      take();
    } while (answer(_ -> ""));
    return story.subList(from, story.size());
  }

  private void apply(DeltaDiscoveryResponse response) {
    ZtunnelType type = ZtunnelType.of(response.getTypeUrl()).orElseThrow();
    List<String> words = new ArrayList<>();
    for (Resource resource : response.getResourcesList()) {
      has(type).put(resource.getName(), resource.getVersion());
      waits.remove(resource.getName());
      words.add(resource.getName() + "=" + resource.getVersion());
    }
    for (String name : response.getRemovedResourcesList()) {
      has(type).remove(name);
      waits.remove(name);
      words.add("-" + name);
    }
    words.sort(null);
    story.add((type == ZtunnelType.ADDRESS ? "address" : "policy") + words);
  }
}
