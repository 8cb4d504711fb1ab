package io.waystone.server.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.translator.envoy.ResourceType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One call to a control plane by TLS, in words of the delta protocol whatever the method is. */
final class OverTheWire implements AutoCloseable {

  static final String DELTA =
      "envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

  private static final long PATIENCE_SECONDS = 10;

  private final ManagedChannel channel;
  private final ClientCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call;
  private final BlockingQueue<DeltaDiscoveryResponse> answers = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();

  /**
   * Calls.
   *
   * @param roots what the server's certificate must lead to, PEM
   * @param authorization the header; empty for none
   * @param certificate what it shows in the handshake; empty for nothing
   */
  OverTheWire(
      InetSocketAddress server,
      String roots,
      String method,
      Optional<String> authorization,
      Optional<IssuedCertificate> certificate)
      throws IOException {
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(stream(roots));
    if (certificate.isPresent()) {
      tls.keyManager(stream(certificate.get().chain()), certificate.get().key().stream());
    }
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort(), tls.build())
            .directExecutor()
            .build();
    call =
        channel.newCall(
            MethodDescriptor.<DeltaDiscoveryRequest, DeltaDiscoveryResponse>newBuilder()
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(method)
                .setRequestMarshaller(
                    ProtoUtils.marshaller(DeltaDiscoveryRequest.getDefaultInstance()))
                .setResponseMarshaller(
                    ProtoUtils.marshaller(DeltaDiscoveryResponse.getDefaultInstance()))
                .build(),
            CallOptions.DEFAULT);
    Metadata headers = new Metadata();
    authorization.ifPresent(value ->
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), value));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(DeltaDiscoveryResponse message) {
            answers.add(message);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        headers);
    call.request(Integer.MAX_VALUE);
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Asks for a type; without names for everything. */
  void ask(ResourceType type, String... names) {
    ask(type, Map.of(), names);
  }

  /** The same by a client that has these versions already. */
  void ask(ResourceType type, Map<String, String> versions, String... names) {
    call.sendMessage(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.typeUrl())
            .setNode(Node.newBuilder().setId("a node"))
            .addAllResourceNamesSubscribe(List.of(names))
            .putAllInitialResourceVersions(versions)
            .build());
  }

  /** The next answer, acknowledged. */
  DeltaDiscoveryResponse next() throws InterruptedException {
    DeltaDiscoveryResponse answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer; the call ended with " + end);
    }
    call.sendMessage(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(answer.getTypeUrl())
            .setResponseNonce(answer.getNonce())
            .build());
    return answer;
  }

  static List<String> names(DeltaDiscoveryResponse answer) {
    return answer.getResourcesList().stream().map(Resource::getName).toList();
  }

  static Secret secret(DeltaDiscoveryResponse answer, String name) {
    return answer.getResourcesList().stream()
        .filter(resource -> resource.getName().equals(name))
        .map(resource -> {
          try {
            return Secret.parseFrom(resource.getResource().getValue());
          } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
          }
        })
        .findFirst()
        .orElseThrow();
  }

  boolean hasEnded() {
    return end.isDone();
  }

  /** How the call ends by itself. */
  Status end() throws Exception {
    return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  int unread() {
    return answers.size();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
