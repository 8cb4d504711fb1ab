package io.waystone.server.ads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Code;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.waystone.translator.envoy.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A delta client that does what the test says, one step at a time. */
final class AdsClient {

  private final ClientStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> stream;
  private int fences;

  AdsClient(Channel channel, Metadata headers, int reads) {
    stream =
        new ClientStream<>(
            channel,
            AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod(),
            headers,
            reads);
  }

  void readOn() {
    stream.readOn();
  }

  /** Subscribes; without names to everything. */
  void subscribe(ResourceType type, String... names) {
    send(request(type).addAllResourceNamesSubscribe(List.of(names)));
  }

  /** The first request after a reconnect: it has these versions already. */
  void subscribeWith(ResourceType type, Map<String, String> versions, String... names) {
    send(
        request(type)
            .addAllResourceNamesSubscribe(List.of(names))
            .putAllInitialResourceVersions(versions));
  }

  void unsubscribe(ResourceType type, String... names) {
    send(request(type).addAllResourceNamesUnsubscribe(List.of(names)));
  }

  void bind(String address, ResourceType type) {
    send(
        request(type)
            .setNode(
                Node.newBuilder()
                    .setId("node")
                    .setMetadata(
                        Struct.newBuilder()
                            .putFields(
                                Dialects.BIND,
                                Value.newBuilder().setStringValue(address).build()))));
  }

  void ack(DeltaDiscoveryResponse response) {
    send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(response.getTypeUrl())
            .setResponseNonce(response.getNonce()));
  }

  void nack(DeltaDiscoveryResponse response, String error) {
    send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(response.getTypeUrl())
            .setResponseNonce(response.getNonce())
            .setErrorDetail(
                com.google.rpc.Status.newBuilder()
                    .setCode(Code.INVALID_ARGUMENT_VALUE)
                    .setMessage(error)));
  }

  void send(DeltaDiscoveryRequest.Builder request) {
    stream.send(request.build());
  }

  static DeltaDiscoveryRequest.Builder request(ResourceType type) {
    return DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.typeUrl());
  }

  /** The next response. */
  DeltaDiscoveryResponse next() {
    return stream.next();
  }

  /** The next response, which must be of this type and hold just this. */
  DeltaDiscoveryResponse expect(ResourceType type, String... content) {
    DeltaDiscoveryResponse response = next();
    assertThat(response.getTypeUrl()).isEqualTo(type.typeUrl());
    assertThat(content(response)).containsExactlyInAnyOrder(content);
    return response;
  }

  DeltaDiscoveryResponse expectAndAck(ResourceType type, String... content) {
    DeltaDiscoveryResponse response = expect(type, content);
    ack(response);
    return response;
  }

  /** What it holds: {@code name=version}, or {@code -name} for what is removed. */
  static List<String> content(DeltaDiscoveryResponse response) {
    return Stream.concat(
            response.getResourcesList().stream().map(AdsClient::text),
            response.getRemovedResourcesList().stream().map(name -> "-" + name))
        .toList();
  }

  private static String text(Resource resource) {
    return resource.getName() + "=" + resource.getVersion();
  }

  /** Nothing comes before the answer to a question that is asked now. */
  void expectNothing() {
    String fence = "fence-" + fences++;
    subscribe(ResourceType.EXTENSION, fence);
    expectAndAck(ResourceType.EXTENSION, "-" + fence);
  }

  boolean hasResponse() {
    return stream.hasResponse();
  }

  Status end() {
    return stream.end();
  }

  void cancel() {
    stream.cancel();
  }

  void halfClose() {
    stream.halfClose();
  }
}
