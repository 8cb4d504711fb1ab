package io.waystone.e2e.bench;

import static io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.waystone.e2e.bench.ClientOrder.Armed;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The process of the clients: many streams, as cheap as they can be. */
final class ClientsMain implements ClientStream.Watcher {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final MethodDescriptor<DeltaDiscoveryRequest, byte[]> DELTA =
      getDeltaAggregatedResourcesMethod().toBuilder(
              getDeltaAggregatedResourcesMethod().getRequestMarshaller(), new RawBytes())
          .build();

  private static final long END_SECONDS = 10;

  private final Link link;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<ClientStream> streams = new ArrayList<>();
  private Optional<Waiting> waiting = Optional.empty();

  private ClientsMain(Link link) {
    this.link = link;
  }

  static void main() throws IOException {
    ClientsMain clients = new ClientsMain(Link.toParent());
    try {
      while (true) {
        clients.obey((ClientOrder) clients.link.receive());
      }
    } catch (EOFException _) {
      clients.disconnect();
    }
  }

  private void obey(ClientOrder order) throws IOException {
    switch (order) {
      case ClientOrder.Connect connect -> connect(connect);
      case ClientOrder.Await await -> await(await);
    }
  }

  private synchronized void await(ClientOrder.Await order) throws IOException {
    waiting = Optional.of(new Waiting(order));
    link.send(new Armed(System.nanoTime()));
  }

  private void connect(ClientOrder.Connect order) throws IOException {
    disconnect();
    await(order.first());
    ChannelCredentials tls = trust(order.rootPem());
    for (int i = 0; i < order.tokens().size(); i++) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", order.port(), tls)
              .maxInboundMessageSize(Integer.MAX_VALUE)
              .directExecutor()
              .build();
      channels.add(channel);
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, "Bearer " + order.tokens().get(i));
      ClientStream stream =
          new ClientStream(
              i % order.waypoints(), channel.newCall(DELTA, CallOptions.DEFAULT), this);
      streams.add(stream);
      stream.start(headers);
    }
  }

  private static ChannelCredentials trust(String rootPem) throws IOException {
    return TlsChannelCredentials.newBuilder()
        .trustManager(new ByteArrayInputStream(rootPem.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private void disconnect() {
    channels.forEach(ManagedChannel::shutdownNow);
    try {
      for (ManagedChannel channel : channels) {
        channel.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    channels.clear();
    streams.clear();
  }

  @Override
  public synchronized void received(ClientStream stream, Received response, long at) {
    if (waiting.isPresent() && waiting.get().note(stream, response, at)) {
      try {
        link.send(
            waiting.get().arrived((int) streams.stream().filter(ClientStream::ended).count()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      waiting = Optional.empty();
    }
  }

  /** Messages as they come. */
  private static final class RawBytes implements MethodDescriptor.Marshaller<byte[]> {

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
