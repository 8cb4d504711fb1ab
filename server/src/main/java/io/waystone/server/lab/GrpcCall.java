package io.waystone.server.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A gRPC call.
 *
 * @param method service and method, {@code helloworld.Greeter/SayHello}
 * @param headers the metadata, in order
 * @param deadline from its start, sent to the server as {@code grpc-timeout}
 */
public record GrpcCall(String method, List<Header> headers, Optional<Duration> deadline) {

  /** Copies the headers. */
  public GrpcCall {
    headers = List.copyOf(headers);
  }

  /** A call of this method without metadata or deadline. */
  public static GrpcCall of(String method) {
    return new GrpcCall(method, List.of(), Optional.empty());
  }

  /** The same with one more header. */
  public GrpcCall with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new GrpcCall(method, more, deadline);
  }

  /** The same with a deadline. */
  public GrpcCall within(Duration limit) {
    return new GrpcCall(method, headers, Optional.of(limit));
  }
}
