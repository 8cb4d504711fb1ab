package io.waystone.e2e;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.waystone.server.cli.ControlPlane;
import io.waystone.translator.envoy.ResourceType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that asks the control plane for configuration, and need not be an Envoy. */
final class AdsCall implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final ClientCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call;
  private final BlockingQueue<DeltaDiscoveryResponse> responses = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();

  /** Connects by TLS, with this authorization header or without one. */
  AdsCall(ControlPlane controlPlane, Optional<String> authorization) throws IOException {
    channel =
        NettyChannelBuilder.forAddress(
                "127.0.0.1",
                controlPlane.ads().getPort(),
                TlsChannelCredentials.newBuilder()
                    .trustManager(
                        new ByteArrayInputStream(
                            controlPlane.ca().rootPem().getBytes(StandardCharsets.UTF_8)))
                    .build())
            .build();
    call =
        channel.newCall(
            AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod(),
            CallOptions.DEFAULT);
    Metadata headers = new Metadata();
    authorization.ifPresent(value -> headers.put(AUTHORIZATION, value));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(DeltaDiscoveryResponse message) {
            responses.add(message);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        headers);
    call.request(Integer.MAX_VALUE);
  }

  /** Asks for a type, as a node of this id; without names for everything. */
  void ask(ResourceType type, String node, String... names) {
    call.sendMessage(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.typeUrl())
            .setNode(Node.newBuilder().setId(node))
            .addAllResourceNamesSubscribe(List.of(names))
            .build());
  }

  /** The next answer, acknowledged. */
  DeltaDiscoveryResponse next(Duration limit) throws InterruptedException {
    DeltaDiscoveryResponse response = responses.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (response == null) {
      throw new AssertionError("nothing came within " + limit + "; ended: " + end);
    }
    call.sendMessage(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(response.getTypeUrl())
            .setResponseNonce(response.getNonce())
            .build());
    return response;
  }

  /** The names of the resources in an answer. */
  static List<String> names(DeltaDiscoveryResponse response) {
    return response.getResourcesList().stream().map(Resource::getName).toList();
  }

  /** How the call ends by itself. */
  Status.Code end() throws Exception {
    return end.get(Talks.LIMIT.toMillis(), TimeUnit.MILLISECONDS).getCode();
  }

  /** How many answers there were that nobody took. */
  int unread() {
    return responses.size();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
