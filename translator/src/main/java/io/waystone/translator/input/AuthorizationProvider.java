package io.waystone.translator.input;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of {@code extensionProviders} of the mesh settings that decides about requests: {@code
 * envoyExtAuthzHttp} or {@code envoyExtAuthzGrpc}.
 *
 * @param host the host name of the service that is asked
 * @param namespace where that is, if it is said
 * @param timeout how long an answer may take
 * @param failOpen whether a request is let in that nobody has decided about
 * @param statusOnError what such a request gets otherwise
 * @param body what is sent along of the request's body
 */
public record AuthorizationProvider(
    String name,
    String host,
    Optional<String> namespace,
    int port,
    Duration timeout,
    boolean failOpen,
    int statusOnError,
    Optional<BodyCheck> body,
    Form form) {

  /**
   * A part of the body.
   *
   * @param maxBytes a longer body gets 413, unless a part of it will do
   * @param partial whether a part will do
   * @param asBytes whether it is sent as bytes; otherwise as UTF-8 text
   */
  public record BodyCheck(int maxBytes, boolean partial, boolean asBytes) {}

  /** How it is asked. */
  public sealed interface Form {
    /** By Envoy's gRPC service, which is told of all headers. */
    record Grpc() implements Form {}

    /**
     * By a request like the one that is to be decided about; 200 lets it in. Names of headers may
     * have a star at one end.
     *
     * @param pathPrefix stands before the path
     * @param asked which headers are sent along
     * @param added headers that are sent as well, by name
     * @param upstream which headers of an answer that lets in go on to the backend
     * @param denied which headers of an answer that refuses go to the client; none: all
     * @param allowed which headers of an answer that lets in go to the client
     */
    record Http(
        String pathPrefix,
        List<String> asked,
        SortedMap<String, String> added,
        List<String> upstream,
        List<String> denied,
        List<String> allowed)
        implements Form {
      public Http {
        asked = List.copyOf(asked);
        added = Collections.unmodifiableSortedMap(new TreeMap<>(added));
        upstream = List.copyOf(upstream);
        denied = List.copyOf(denied);
        allowed = List.copyOf(allowed);
      }
    }
  }
}
