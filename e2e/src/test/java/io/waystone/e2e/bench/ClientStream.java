package io.waystone.e2e.bench;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.waystone.translator.envoy.ResourceType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A delta stream that subscribes and acknowledges as an Envoy does: clusters first, their endpoints
 * by name, then secrets and listeners, and their routes by name. It acknowledges everything.
 */
final class ClientStream extends ClientCall.Listener<byte[]> {

  /** Who is told what a stream receives. */
  interface Watcher {
    void received(ClientStream stream, Received response, long at);
  }

  private static final List<String> SECRETS = List.of("default", "ROOTCA");

  private final int waypoint;
  private final ClientCall<DeltaDiscoveryRequest, byte[]> call;
  private final Watcher watcher;
  private final Set<String> endpoints = new HashSet<>();
  private final Set<String> routes = new HashSet<>();
  private boolean initialized;
  private volatile boolean ended;

  ClientStream(int waypoint, ClientCall<DeltaDiscoveryRequest, byte[]> call, Watcher watcher) {
    this.waypoint = waypoint;
    this.call = call;
    this.watcher = watcher;
  }

  synchronized void start(Metadata headers) {
    call.start(this, headers);
    call.request(Integer.MAX_VALUE);
    call.sendMessage(
        request(ResourceType.CLUSTER).setNode(Node.newBuilder().setId("client")).build());
  }

  /** The number of its waypoint. */
  int waypoint() {
    return waypoint;
  }

  /** Whether the control plane has ended it. */
  boolean ended() {
    return ended;
  }

  @Override
  public synchronized void onMessage(byte[] message) {
    long now = System.nanoTime();
    Received response = parse(message);
    answer(response);
    watcher.received(this, response, now);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    ended = true;
  }

  private static Received parse(byte[] message) {
    try {
      return Received.parse(message);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a delta response", e);
    }
  }

  private void answer(Received response) {
    ResourceType type = ResourceType.of(response.typeUrl()).orElseThrow();
    // What a response makes known is subscribed to before it is acknowledged, as Envoy has it.
    switch (type) {
      case CLUSTER -> follow(ResourceType.ENDPOINTS, endpoints, response);
      case LISTENER -> follow(ResourceType.ROUTES, routes, response);
      case ENDPOINTS, ROUTES, SECRET, EXTENSION -> {}
    }
    call.sendMessage(request(type).setResponseNonce(response.nonce()).build());
    // Envoy asks for listeners when the clusters of the first response have their endpoints.
    if (!initialized && (type == ResourceType.ENDPOINTS || endpoints.isEmpty())) {
      initialized = true;
      call.sendMessage(request(ResourceType.SECRET).addAllResourceNamesSubscribe(SECRETS).build());
      call.sendMessage(request(ResourceType.LISTENER).build());
    }
  }

  /** Subscribes to what the resources of a response name, as the names of ours tell. */
  private void follow(ResourceType named, Set<String> subscribed, Received response) {
    List<String> more = new ArrayList<>();
    for (Received.Item item : response.items()) {
      String name = name(named, item.name());
      if (!name.isEmpty() && subscribed.add(name)) {
        more.add(name);
      }
    }
    List<String> less = response.removed().stream().map(gone -> name(named, gone)).toList();
    less = less.stream().filter(subscribed::remove).toList();
    if (!more.isEmpty() || !less.isEmpty()) {
      call.sendMessage(
          request(named)
              .addAllResourceNamesSubscribe(more)
              .addAllResourceNamesUnsubscribe(less)
              .build());
    }
  }

  /** What a cluster or a listener of that name names; empty for nothing. */
  private static String name(ResourceType named, String by) {
    int bar = by.indexOf('|');
    if (named == ResourceType.ENDPOINTS) {
      return bar < 0 ? "" : by;
    }
    if (bar < 0) {
      return by.equals("connect_terminate") ? by : "";
    }
    return "inbound-vip|" + by.substring(bar + 1) + "|http|" + by.substring(0, bar);
  }

  private static DeltaDiscoveryRequest.Builder request(ResourceType type) {
    return DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.typeUrl());
  }
}
