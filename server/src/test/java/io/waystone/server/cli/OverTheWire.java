package io.waystone.server.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.translator.envoy.ResourceType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One call to a control plane by TLS, in words of delta whichever form of ADS the method is. */
final class OverTheWire implements AutoCloseable {

  static final String DELTA =
      "envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

  private static final long PATIENCE_SECONDS = 10;

  private final ManagedChannel channel;
  private final boolean whole;
  private final Map<String, List<String>> asked = new HashMap<>();
  private final ClientCall<byte[], byte[]> call;
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
    whole = method.endsWith("/StreamAggregatedResources");
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
            MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(method)
                .build(),
            CallOptions.DEFAULT);
    Metadata headers = new Metadata();
    authorization.ifPresent(value ->
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), value));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] message) {
            answers.add(whole ? whole(message) : delta(message));
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

  private static DeltaDiscoveryResponse delta(byte[] message) {
    try {
      return DeltaDiscoveryResponse.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static DeltaDiscoveryResponse whole(byte[] message) {
    try {
      DiscoveryResponse set = DiscoveryResponse.parseFrom(message);
      DeltaDiscoveryResponse.Builder delta =
          DeltaDiscoveryResponse.newBuilder()
              .setTypeUrl(set.getTypeUrl())
              .setSystemVersionInfo(set.getVersionInfo())
              .setNonce(set.getNonce());
      for (Any resource : set.getResourcesList()) {
        // The name is the first field of all types that are asked for here.
        String name =
            UnknownFieldSet.parseFrom(resource.getValue())
                .getField(1)
                .getLengthDelimitedList()
                .getFirst()
                .toStringUtf8();
        delta.addResources(Resource.newBuilder().setName(name).setResource(resource));
      }
      return delta.build();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Asks for everything of a type. */
  void ask(String typeUrl) {
    ask(typeUrl, Map.of());
  }

  /** Asks for a type; without names for everything. */
  void ask(ResourceType type, String... names) {
    ask(type, Map.of(), names);
  }

  /** The same by a client that has these versions already. */
  void ask(ResourceType type, Map<String, String> versions, String... names) {
    ask(type.typeUrl(), versions, names);
  }

  private void ask(String typeUrl, Map<String, String> versions, String... names) {
    asked.put(typeUrl, List.of(names));
    Node node = Node.newBuilder().setId("a node").build();
    MessageLite request =
        whole
            ? DiscoveryRequest.newBuilder()
                .setTypeUrl(typeUrl)
                .setNode(node)
                .addAllResourceNames(List.of(names))
                .setVersionInfo(versions.getOrDefault("", ""))
                .build()
            : DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(typeUrl)
                .setNode(node)
                .addAllResourceNamesSubscribe(List.of(names))
                .putAllInitialResourceVersions(versions)
                .build();
    call.sendMessage(request.toByteArray());
  }

  /** The next answer, acknowledged. */
  DeltaDiscoveryResponse next() throws InterruptedException {
    DeltaDiscoveryResponse answer = take();
    call.sendMessage(
        whole
            ? DiscoveryRequest.newBuilder()
                .setTypeUrl(answer.getTypeUrl())
                .setResponseNonce(answer.getNonce())
                .setVersionInfo(answer.getSystemVersionInfo())
                .addAllResourceNames(asked.getOrDefault(answer.getTypeUrl(), List.of()))
                .build()
                .toByteArray()
            : answering(answer).build().toByteArray());
    return answer;
  }

  /** Refuses the next answer; only in the delta form. */
  DeltaDiscoveryResponse refuse(String error) throws InterruptedException {
    DeltaDiscoveryResponse answer = take();
    call.sendMessage(
        answering(answer)
            .setErrorDetail(com.google.rpc.Status.newBuilder().setCode(13).setMessage(error))
            .build()
            .toByteArray());
    return answer;
  }

  private DeltaDiscoveryResponse take() throws InterruptedException {
    DeltaDiscoveryResponse answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer; the call ended with " + end);
    }
    return answer;
  }

  private static DeltaDiscoveryRequest.Builder answering(DeltaDiscoveryResponse answer) {
    return DeltaDiscoveryRequest.newBuilder()
        .setTypeUrl(answer.getTypeUrl())
        .setResponseNonce(answer.getNonce());
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

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
