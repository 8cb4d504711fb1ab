package io.waystone.server.ads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A delta client that does what a seed says, and knows at any time what it may be sent. */
final class RandomEnvoy {

  private static final String NAMING = "Error adding/updating cluster";
  private static final int MOST_BYTES = 256 * 1024 + 1024;

  private final String name;
  private final World world;
  private final Random random;
  private final List<String> story;
  private final Map<ResourceType, Side> sides = new EnumMap<>(ResourceType.class);
  private final Rights rights;
  private final Set<String> changedClusters = new HashSet<>();
  private DirectCall<DeltaDiscoveryRequest, ?, DeltaDiscoveryResponse> call;

  RandomEnvoy(String name, World world, Random random, List<String> story, DirectServer server) {
    this.name = name;
    this.world = world;
    this.random = random;
    this.story = story;
    this.rights = new Rights(name, world, sides);
    this.call = server.delta();
  }

  // What it does.

  /** Something that is not an answer. */
  void say() {
    ResourceType type = World.TYPES.get(random.nextInt(World.TYPES.size()));
    Side side = sides.get(type);
    if (side == null) {
      boolean all =
          switch (type) {
            case CLUSTER, LISTENER -> random.nextInt(4) > 0;
            case ENDPOINTS -> false;
            default -> random.nextInt(4) == 0;
          };
      first(type, all ? List.of() : someNames(type), Map.of());
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> nonsense();
      case 1 -> say(type, allOf(type), List.of());
      case 2 -> say(type, List.of(), allOf(type));
      case 3, 4 -> say(type, List.of(), someNames(type));
      case 5 -> say(type, someNames(type), someNames(type));
      default -> say(type, someNames(type), List.of());
    }
  }

  private void nonsense() {
    ResourceType type = List.copyOf(sides.keySet()).get(random.nextInt(sides.size()));
    switch (random.nextInt(3)) {
      case 0 -> call.say(request(type).setResponseNonce("nobody's").build());
      case 1 ->
          call.say(
              request(type)
                  .setResponseNonce("0")
                  .setErrorDetail(Status.newBuilder().setMessage("old " + someNames(type)))
                  .build());
      default ->
          call.say(
              DeltaDiscoveryRequest.newBuilder()
                  .setTypeUrl("type.googleapis.com/istio.workload.Address")
                  .addResourceNamesSubscribe("*")
                  .build());
    }
  }

  /** Envoy: endpoints are asked for by name only. */
  private static List<String> allOf(ResourceType type) {
    return type == ResourceType.ENDPOINTS ? World.names(type) : List.of("*");
  }

  private List<String> someNames(ResourceType type) {
    Set<String> some = new TreeSet<>();
    List<String> names = World.names(type);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      some.add(names.get(random.nextInt(names.size())));
    }
    return List.copyOf(some);
  }

  /** The first request of a type on a stream. */
  private void first(ResourceType type, List<String> subscribe, Map<String, String> has) {
    tell("asks first for %s %s, has %s".formatted(type, subscribe, has));
    Side side = new Side();
    sides.put(type, side);
    if (subscribe.isEmpty() || subscribe.contains("*")) {
      side.all = true;
    }
    side.names.addAll(subscribe);
    side.names.remove("*");
    side.has.putAll(has);
    side.known.addAll(has.keySet());
    side.owed.addAll(side.names);
    side.owed.removeAll(has.keySet());
    if (type == ResourceType.ENDPOINTS) {
      changedClusters.stream().filter(side.names::contains).forEach(side.owed::add);
      // Who asks for endpoints before clusters has clusters that warm.
      (sides.containsKey(ResourceType.CLUSTER) ? changedClusters : World.names(type))
          .forEach(side::excuse);
    }
    call.say(
        request(type)
            .addAllResourceNamesSubscribe(subscribe)
            .putAllInitialResourceVersions(has)
            .build());
  }

  private void say(ResourceType type, List<String> subscribe, List<String> unsubscribe) {
    tell("%s: subscribes to %s, unsubscribes from %s".formatted(type, subscribe, unsubscribe));
    Side side = side(type);
    unsubscribe.forEach(gone -> side.drop(gone));
    for (String more : subscribe) {
      if (more.equals("*")) {
        side.all = true;
        World.names(type).forEach(side::excuse);
      } else {
        side.names.add(more);
        side.excuse(more);
        side.owed.add(more);
      }
    }
    call.say(
        request(type)
            .addAllResourceNamesSubscribe(subscribe)
            .addAllResourceNamesUnsubscribe(unsubscribe)
            .build());
  }

  /** Answers one response; whether there was one. */
  boolean answer() {
    List<ResourceType> open =
        sides.keySet().stream().filter(type -> side(type).pending.isPresent()).toList();
    if (open.isEmpty()) {
      return false;
    }
    ResourceType type = open.get(random.nextInt(open.size()));
    Side side = side(type);
    Side.Answer answer = side.pending.orElseThrow();
    if (answer.sent().size() == 1 && answer.isRefusal()) {
      answer.sent().forEach((one, version) -> world.quarantine(new ResourceId(type, one), version));
    }
    DeltaDiscoveryRequest.Builder request = request(type).setResponseNonce(answer.nonce());
    if (answer.isRefusal()) {
      tell("refuses %s %s: %s".formatted(type, answer.names(), answer.error()));
      request.setErrorDetail(
          Status.newBuilder().setCode(Code.INVALID_ARGUMENT_VALUE).setMessage(answer.error()));
    } else {
      tell("acknowledges %s %s".formatted(type, answer.names()));
    }
    side.answered();
    call.say(request.build());
    return true;
  }

  void pauseOrReadOn() {
    if (call.isReading()) {
      tell("stops reading");
      call.pause();
    } else {
      readOn();
    }
  }

  void readOn() {
    tell("reads on");
    call.readOn();
  }

  void vanish() {
    tell("vanishes");
    call.vanish();
  }

  /** On another connection, with what it has, or not all of it. */
  void reconnect(DirectServer server) {
    call.vanish();
    call = server.delta();
    changedClusters.clear();
    Map<ResourceType, Side> old = new TreeMap<>(sides);
    sides.clear();
    tell("reconnects");
    old.forEach((type, side) -> {
      Map<String, String> has = new TreeMap<>(side.has);
      if (random.nextInt(4) == 0) {
        has.keySet().removeIf(any -> random.nextInt(3) == 0);
      }
      if (side.all || !side.names.isEmpty()) {
        List<String> subscribe = new ArrayList<>(side.names);
        if (side.all && !subscribe.isEmpty()) {
          subscribe.add("*");
        }
        first(type, subscribe, has);
      }
    });
  }

  /** In the end it wants all of it. */
  void wantAll(ResourceType type) {
    Side side = sides.get(type);
    if (side == null) {
      first(type, allOf(type), Map.of());
    } else if (!side.all) {
      say(type, allOf(type), List.of());
    }
  }

  // What it gets.

  /** A change of the view, before the server makes it. */
  void expect(ResourceId changed) {
    Side side = sides.get(changed.type());
    if (side != null) {
      side.excuse(changed.name());
    }
  }

  /** Takes what has come; whether anything had. */
  boolean take(boolean ready) {
    List<DeltaDiscoveryResponse> responses = call.take();
    for (DeltaDiscoveryResponse response : responses) {
      tell("gets %s".formatted(AdsClient.content(response)));
      assertThat(ready).as("%s gets an answer before anything is known", name).isTrue();
      arrive(ResourceType.of(response.getTypeUrl()).orElseThrow(), response);
    }
    assertThat(call.end()).as("%s: the stream ends", name).isEmpty();
    return !responses.isEmpty();
  }

  private void arrive(ResourceType type, DeltaDiscoveryResponse response) {
    Side side = side(type);
    assertThat(side.pending).as("%s: %s in flight", name, type).isEmpty();
    assertThat(response.getResourcesCount() == 1 || response.getSerializedSize() < MOST_BYTES)
        .as("%s: %s of %d bytes", name, type, response.getSerializedSize())
        .isTrue();
    Map<String, String> sent = new TreeMap<>();
    response.getResourcesList().forEach(one -> sent.put(one.getName(), one.getVersion()));
    sent.forEach((one, version) -> rights.checkSent(type, one, version));
    response.getRemovedResourcesList().forEach(one -> rights.checkRemoved(type, one));
    apply(type, response, sent);
  }

  private void apply(ResourceType type, DeltaDiscoveryResponse response, Map<String, String> sent) {
    List<String> removed = response.getRemovedResourcesList();
    Side side = side(type);
    Set<String> content = new TreeSet<>(sent.keySet());
    content.addAll(removed);
    content.forEach(side::tell);
    List<String> bad =
        sent.entrySet().stream()
            .filter(one -> World.isBad(one.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    String error = bad.isEmpty() ? "" : error(bad);
    Map<String, String> accepted = new TreeMap<>(sent);
    if (error.startsWith(NAMING)) {
      accepted.keySet().removeAll(bad);
    } else if (!error.isEmpty()) {
      accepted.clear();
    }
    if (!error.isEmpty() && sent.size() > 1) {
      content.forEach(side::excuse);
      side.suspected.addAll(sent.keySet());
    } else if (!error.isEmpty()) {
      side.suspected.forEach(side::excuse);
      side.suspected.clear();
    }
    content.forEach(
        one -> Optional.ofNullable(side.has.get(one)).ifPresent(old -> side.before.put(one, old)));
    if (type == ResourceType.CLUSTER) {
      sent.forEach((one, version) -> followedByEndpoints(one, version));
    }
    side.has.putAll(accepted);
    side.has.keySet().removeAll(removed);
    side.pending = Optional.of(new Side.Answer(response.getNonce(), content, sent, error));
  }

  /** Envoy: clusters and listeners are tried one by one, and those that fail are named. */
  private String error(List<String> bad) {
    return random.nextBoolean() ? NAMING + "(s) " + String.join(", ", bad) + ": bad" : "bad";
  }

  /** Envoy: a changed cluster warms until its endpoints come. */
  private void followedByEndpoints(String cluster, String version) {
    changedClusters.add(cluster);
    Side endpoints = sides.get(ResourceType.ENDPOINTS);
    if (endpoints != null && endpoints.covers(cluster)) {
      endpoints.excuse(cluster);
      if (endpoints.names.contains(cluster)
          && !World.isBad(version)
          && !version.equals(side(ResourceType.CLUSTER).has.get(cluster))) {
        endpoints.owed.add(cluster);
      }
    }
  }

  // What it must have when its server has nothing left to do.

  /** Everything that nothing is in the way of, if it reads. */
  void checkComplete() {
    if (call.isReading()) {
      rights.checkComplete();
    }
  }

  boolean hasNothingOpen() {
    return rights.hasNothingOpen();
  }

  /** Whether it has something from before its stream that is not there any more. */
  boolean hasLeftovers() {
    return rights.hasLeftovers();
  }

  /** It has everything now, but for what it refused. */
  void checkEqual() {
    rights.checkEqual();
  }

  private Side side(ResourceType type) {
    return rights.side(type);
  }

  private static DeltaDiscoveryRequest.Builder request(ResourceType type) {
    return DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.typeUrl());
  }

  private void tell(String what) {
    story.add(name + " " + what);
  }
}
