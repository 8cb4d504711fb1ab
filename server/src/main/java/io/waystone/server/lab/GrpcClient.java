package io.waystone.server.lab;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A gRPC client without TLS, for any method, with text as messages. Several threads may call. */
public final class GrpcClient implements AutoCloseable {

  private static final MethodDescriptor.Marshaller<String> TEXT =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(String value) {
          return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final ManagedChannel channel;

  /** A client that connects with its first call. */
  public GrpcClient(InetSocketAddress address) {
    channel = NettyChannelBuilder.forAddress(address).usePlaintext().disableRetry().build();
  }

  /** A method for messages of text; both sides may stream. */
  static MethodDescriptor<String, String> method(String name) {
    return MethodDescriptor.newBuilder(TEXT, TEXT)
        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
        .setFullMethodName(name)
        .build();
  }

  /** Sends these messages, finishes, and waits for the end of the call. */
  public GrpcReply call(GrpcCall call, String... messages) throws IOException {
    try (GrpcStream stream = open(call)) {
      for (String message : messages) {
        stream.send(message);
      }
      return stream.finish();
    }
  }

  /** Opens a stream, which both sides may use for as long as they like. */
  public GrpcStream open(GrpcCall call) {
    Metadata sent = new Metadata();
    for (Header header : call.headers()) {
      sent.put(Metadata.Key.of(header.name(), Metadata.ASCII_STRING_MARSHALLER), header.value());
    }
    AtomicReference<@Nullable Metadata> headers = new AtomicReference<>();
    AtomicReference<@Nullable Metadata> trailers = new AtomicReference<>();
    Channel intercepted =
        ClientInterceptors.intercept(
            channel,
            MetadataUtils.newAttachHeadersInterceptor(sent),
            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    CallOptions options =
        call.deadline()
            .map(limit ->
                CallOptions.DEFAULT.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS))
            .orElse(CallOptions.DEFAULT);
    BlockingClientCall<String, String> running =
        ClientCalls.blockingBidiStreamingCall(intercepted, method(call.method()), options);
    return new GrpcStream(running, headers, trailers);
  }

  /** Ends its calls and its connection. */
  @Override
  public void close() throws IOException {
    ManagedChannel _ = channel.shutdownNow();
    try {
      boolean _ = channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw Waiting.interrupted("ending a gRPC client", e);
    }
  }
}
