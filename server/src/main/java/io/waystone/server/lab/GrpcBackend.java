package io.waystone.server.lab;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC backend for every method of every service, unary or streaming: it answers each message
 * with what it saw ({@link SeenRequest#text()}: the path, the metadata without binary values, the
 * message as text), its name in the metadata {@code x-backend} and in the trailer {@code
 * x-lab-trailer}, and ends when the client does. A call may ask for a status other than 0 with
 * {@code x-lab-grpc-status}, and for a late first answer with {@code x-lab-delay-ms}.
 */
public final class GrpcBackend implements AutoCloseable {

  private static final Metadata.Key<String> STATUS = key("x-lab-grpc-status");
  private static final Metadata.Key<String> DELAY = key("x-lab-delay-ms");
  private static final Metadata.Key<String> BACKEND = key("x-backend");
  private static final Metadata.Key<String> TRAILER = key("x-lab-trailer");

  private final String name;
  private final AtomicInteger calls = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  /**
   * Starts it.
   *
   * @param address where; port 0 takes a free one, see {@link #address()}
   */
  public GrpcBackend(String name, InetSocketAddress address) throws IOException {
    this.name = name;
    this.server =
        NettyServerBuilder.forAddress(address)
            .executor(threads)
            .fallbackHandlerRegistry(new EveryMethod())
            .build()
            .start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  /** How many calls have arrived. */
  public int calls() {
    return calls.get();
  }

  /** Ends it with all its calls. */
  @Override
  public void close() throws IOException {
    Server _ = server.shutdownNow();
    try {
      boolean _ = server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw Waiting.interrupted("ending a gRPC backend", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private final class EveryMethod extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
      return ServerMethodDefinition.create(GrpcClient.method(method), new Answer());
    }
  }

  private final class Answer implements ServerCallHandler<String, String> {
    @Override
    public ServerCall.Listener<String> startCall(
        ServerCall<String, String> call, Metadata headers) {
      calls.incrementAndGet();
      call.request(1);
      return new ServerCall.Listener<>() {
        private boolean answered;

        @Override
        public void onMessage(String message) {
          if (!answered) {
            sendHeaders();
          }
          if (status().isOk()) {
            call.sendMessage(seen(call, headers, message).text());
          }
          call.request(1);
        }

        @Override
        public void onHalfClose() {
          if (!answered) {
            sendHeaders();
          }
          Metadata trailers = new Metadata();
          trailers.put(TRAILER, name);
          call.close(status(), trailers);
        }

        private void sendHeaders() {
          answered = true;
          sleep(Optional.ofNullable(headers.get(DELAY)).map(Integer::parseInt).orElse(0));
          Metadata response = new Metadata();
          response.put(BACKEND, name);
          call.sendHeaders(response);
        }

        private Status status() {
          int code = Optional.ofNullable(headers.get(STATUS)).map(Integer::parseInt).orElse(0);
          return Status.fromCodeValue(code);
        }
      };
    }

    private static void sleep(int millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private SeenRequest seen(ServerCall<String, String> call, Metadata headers, String message) {
      List<Header> all = new ArrayList<>(GrpcReply.headers(headers));
      Optional.ofNullable(call.getAuthority()).ifPresent(host -> all.add(new Header("host", host)));
      return new SeenRequest(
          name, "POST", "/" + call.getMethodDescriptor().getFullMethodName(), all, message);
    }
  }
}
