package io.waystone.server.lab;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * How a gRPC call ended.
 *
 * @param status its code and description; also those that the client gives itself, like a deadline
 *     that has passed or a connection that is gone
 * @param messages what came before that
 */
public record GrpcReply(
    Status status, List<Header> headers, List<Header> trailers, List<String> messages) {

  /** Copies the lists. */
  public GrpcReply {
    headers = List.copyOf(headers);
    trailers = List.copyOf(trailers);
    messages = List.copyOf(messages);
  }

  /** The first header of this name. */
  public Optional<String> header(String name) {
    return first(headers, name);
  }

  /** The first trailer of this name. */
  public Optional<String> trailer(String name) {
    return first(trailers, name);
  }

  private static Optional<String> first(List<Header> all, String name) {
    return all.stream().filter(h -> h.name().equals(name)).map(Header::value).findFirst();
  }

  /** What a {@link GrpcBackend} saw, by its first message. */
  public SeenRequest seen() {
    return SeenRequest.parse(messages.getFirst());
  }

  /** Metadata without its binary values. */
  static List<Header> headers(Metadata metadata) {
    return metadata.keys().stream()
        .filter(name -> !name.endsWith(Metadata.BINARY_HEADER_SUFFIX))
        .flatMap(name ->
            StreamSupport.stream(
                    metadata
                        .getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))
                        .spliterator(),
                    false)
                .map(value -> new Header(name, value)))
        .toList();
  }
}
