package io.waystone.server.ads;

import static io.waystone.server.ads.Samples.cluster;
import static io.waystone.server.ads.Samples.large;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Drainable;
import io.waystone.translator.envoy.ResourceType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireFormTest {

  private static final List<io.waystone.translator.envoy.Resource> RESOURCES =
      List.of(cluster("ü", "v1"), cluster("empty", ""), large("large", 300_000));

  private static final Response RESPONSE =
      new Response.Delta(
          ResourceType.CLUSTER,
          "7",
          42,
          RESOURCES.stream().map(resource -> Entry.Live.of(resource, 1, 1)).toList(),
          List.of("gone", "gone too"));

  @Test
  void isWhatProtobufReads() throws IOException {
    DeltaDiscoveryResponse.Builder expected =
        DeltaDiscoveryResponse.newBuilder()
            .setSystemVersionInfo("42")
            .setTypeUrl(ResourceType.CLUSTER.typeUrl())
            .setNonce("7")
            .addAllRemovedResources(List.of("gone", "gone too"));
    for (io.waystone.translator.envoy.Resource resource : RESOURCES) {
      expected.addResources(
          Resource.newBuilder()
              .setName(resource.name())
              .setVersion(resource.version())
              .setResource(
                  Any.newBuilder()
                      .setTypeUrl(ResourceType.CLUSTER.typeUrl())
                      .setValue(resource.body())));
    }
    assertThat(DeltaDiscoveryResponse.parseFrom(WireForm.of(RESPONSE))).isEqualTo(expected.build());
  }

  @Test
  void drainingAndReadingGiveTheSameBytes() throws IOException {
    byte[] expected = WireForm.of(RESPONSE).toByteArray();
    InputStream read = new ResponseMarshaller().stream(WireForm.of(RESPONSE));
    assertThat(read.available()).isEqualTo(expected.length);
    int first = read.read();
    assertThat(read.available()).isEqualTo(expected.length - 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(first);
    bytes.write(read.readAllBytes());
    assertThat(bytes.toByteArray()).isEqualTo(expected);
    assertThat(read.read()).isEqualTo(-1);

    ByteArrayOutputStream drained = new ByteArrayOutputStream();
    Drainable drainable = (Drainable) new ResponseMarshaller().stream(WireForm.of(RESPONSE));
    assertThat(drainable.drainTo(drained)).isEqualTo(expected.length);
    assertThat(drainable.drainTo(drained)).isZero();
    assertThat(drained.toByteArray()).isEqualTo(expected);
  }
}
