package io.waystone.server.ads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.waystone.translator.envoy.ResourceType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the state of the world that does what the test says, one step at a time. */
final class WholeClient {

  private static final Pattern CONTENT = Pattern.compile("^[^\\x00;]*");

  private final ClientStream<DiscoveryRequest, DiscoveryResponse> stream;
  private final Map<ResourceType, Asked> asked = new EnumMap<>(ResourceType.class);
  private int fences;

  /**
   * What goes into each request of a type.
   *
   * @param version of the last response that was accepted
   * @param nonce of the last response
   */
  private record Asked(List<String> names, String version, String nonce) {

    static final Asked NOTHING = new Asked(List.of(), "", "");

    Asked withNames(List<String> wanted) {
      return new Asked(wanted, version, nonce);
    }

    Asked accepting(DiscoveryResponse response) {
      return new Asked(names, response.getVersionInfo(), response.getNonce());
    }

    Asked refusing(DiscoveryResponse response) {
      return new Asked(names, version, response.getNonce());
    }
  }

  WholeClient(Channel channel, Metadata headers, int reads) {
    stream =
        new ClientStream<>(
            channel,
            AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod(),
            headers,
            reads);
  }

  /** Wants these names and no others; without names everything. */
  void ask(ResourceType type, String... names) {
    say(type, asked(type).withNames(List.of(names)));
  }

  /** The first request after a reconnect: it has accepted this version before. */
  void askWith(ResourceType type, String version, String... names) {
    say(type, new Asked(List.of(names), version, ""));
  }

  void ack(DiscoveryResponse response) {
    ResourceType type = type(response);
    say(type, asked(type).accepting(response));
  }

  void nack(DiscoveryResponse response, String error) {
    ResourceType type = type(response);
    Asked said = asked(type).refusing(response);
    asked.put(type, said);
    send(
        request(type, said)
            .setErrorDetail(
                Status.newBuilder().setCode(Code.INVALID_ARGUMENT_VALUE).setMessage(error)));
  }

  private void say(ResourceType type, Asked said) {
    asked.put(type, said);
    send(request(type, said));
  }

  private Asked asked(ResourceType type) {
    return asked.getOrDefault(type, Asked.NOTHING);
  }

  private static DiscoveryRequest.Builder request(ResourceType type, Asked said) {
    return DiscoveryRequest.newBuilder()
        .setTypeUrl(type.typeUrl())
        .addAllResourceNames(said.names())
        .setVersionInfo(said.version())
        .setResponseNonce(said.nonce());
  }

  /** With a node, as the first request has one. */
  void introduce(ResourceType type, String node) {
    send(request(type, asked(type)).setNode(Node.newBuilder().setId(node)));
  }

  void send(DiscoveryRequest.Builder request) {
    stream.send(request.build());
  }

  DiscoveryResponse next() {
    return stream.next();
  }

  /** The next response, which must be of this type and hold just this. */
  DiscoveryResponse expect(ResourceType type, String... content) {
    DiscoveryResponse response = next();
    assertThat(type(response)).isEqualTo(type);
    assertThat(response.getResourcesList())
        .allMatch(resource -> resource.getTypeUrl().equals(type.typeUrl()));
    assertThat(content(response)).containsExactlyInAnyOrder(content);
    return response;
  }

  DiscoveryResponse expectAndAck(ResourceType type, String... content) {
    DiscoveryResponse response = expect(type, content);
    ack(response);
    return response;
  }

  /** What it holds: {@code name=version}, as the bodies of samples say. */
  static List<String> content(DiscoveryResponse response) {
    return response.getResourcesList().stream().map(WholeClient::text).toList();
  }

  private static String text(Any resource) {
    Matcher text = CONTENT.matcher(resource.getValue().toStringUtf8());
    return text.find() ? text.group() : "";
  }

  private static ResourceType type(DiscoveryResponse response) {
    return ResourceType.of(response.getTypeUrl()).orElseThrow();
  }

  /** Nothing comes before the answer to a question that is asked now. */
  void expectNothing() {
    ask(ResourceType.EXTENSION, "fence-" + fences++);
    expectAndAck(ResourceType.EXTENSION);
  }

  boolean hasResponse() {
    return stream.hasResponse();
  }

  void readOn() {
    stream.readOn();
  }

  io.grpc.Status end() {
    return stream.end();
  }

  void cancel() {
    stream.cancel();
  }
}
