package io.waystone.server.ads;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client says, in either form of the protocol.
 *
 * @param node only the first one of a stream has to have it
 * @param nonce of the response that it answers; empty if it answers none
 * @param error why it refuses that response; empty if it does not
 */
record Request(String typeUrl, Node node, String nonce, Optional<String> error, Ask ask) {

  /** What it wants. */
  sealed interface Ask {

    /** The same of a client that has nothing. */
    default Ask ofNothing() {
      return switch (this) {
        case Delta ask -> new Delta(ask.subscribe(), ask.unsubscribe(), Map.of());
        case Whole ask -> new Whole(ask.names(), "");
      };
    }

    /**
     * What the client says that it has, by name; nothing where it can be said of whole sets only.
     */
    Map<String, String> has();

    /** Delta: names that come and go; and what it has, in the first request of a type. */
    record Delta(List<String> subscribe, List<String> unsubscribe, Map<String, String> has)
        implements Ask {}

    /** State of the world: all names; and the version of the last response that it accepted. */
    record Whole(List<String> names, String version) implements Ask {
      @Override
      public Map<String, String> has() {
        return SetVersion.secrets(version);
      }
    }
  }

  static Request of(DeltaDiscoveryRequest request) {
    return new Request(
        request.getTypeUrl(),
        request.getNode(),
        request.getResponseNonce(),
        Optional.of(request)
            .filter(DeltaDiscoveryRequest::hasErrorDetail)
            .map(refusal -> refusal.getErrorDetail().getMessage()),
        new Ask.Delta(
            request.getResourceNamesSubscribeList(),
            request.getResourceNamesUnsubscribeList(),
            request.getInitialResourceVersionsMap()));
  }

  static Request of(DiscoveryRequest request) {
    return new Request(
        request.getTypeUrl(),
        request.getNode(),
        request.getResponseNonce(),
        Optional.of(request)
            .filter(DiscoveryRequest::hasErrorDetail)
            .map(refusal -> refusal.getErrorDetail().getMessage()),
        new Ask.Whole(request.getResourceNamesList(), request.getVersionInfo()));
  }
}
