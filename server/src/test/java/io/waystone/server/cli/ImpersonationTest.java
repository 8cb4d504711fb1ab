package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status;
import io.waystone.api.ca.IstioCertificateRequest;
import io.waystone.server.identity.MadeTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets the identity of another: the proxy of a node, of what runs on it. */
@Timeout(60)
class ImpersonationTest extends CertificateLab {

  @Test
  void theProxyOfANodeGetsTheIdentitiesThatRunThere() throws Exception {
    List<String> chain = create(proxy("node-1"), request(Optional.of(REVIEWS)).build());

    assertThat(identity(certificates(chain.getFirst()).getFirst())).isEqualTo(REVIEWS);
    verify(chain, root.certificate());
    assertThat(said())
        .singleElement()
        .asString()
        .contains("certificate for " + REVIEWS)
        .contains("asked for by istio-system/ztunnel (pod ztunnel-x)");
    refused(
        proxy("node-1"),
        request(Optional.of(RATINGS)).build(),
        Status.Code.PERMISSION_DENIED,
        "no pod that runs as default/ratings is known on node node-1");
    create(proxy("node-2"), request(Optional.of(RATINGS)).build());
    assertThat(refusals("not_on_node")).isEqualTo("1.0");
    assertThat(metric("waystone_certificates_issued_total")).isEqualTo("2.0");
  }

  @Test
  void withThePodTheIdentityGoes() throws Exception {
    create(proxy("node-1"), request(Optional.of(REVIEWS)).build());

    put("reviews", "reviews", "node-1", "Succeeded");
    awaitRefusal(REVIEWS);
    put("reviews", "reviews", "node-1", "Running");
    awaitCertificate(proxy("node-1"), REVIEWS);
    Files.delete(objects.resolve("reviews.yaml"));
    awaitRefusal(REVIEWS);
    put("other-name", "reviews", "node-1", "Pending");
    awaitCertificate(proxy("node-1"), REVIEWS);
  }

  /** No node's proxy takes in the traffic of such a pod: nothing to speak for it about. */
  @Test
  void aPodOnTheNetworkOfItsNodeIsNotSpokenFor() throws Exception {
    create(proxy("node-1"), request(Optional.of(REVIEWS)).build());
    Path pod = objects.resolve("reviews.yaml");
    Path fresh = folder.resolve("reviews.yaml");
    Files.writeString(
        fresh, Files.readString(pod).replace("spec: {", "spec: {hostNetwork: true, "));
    Files.move(fresh, pod, StandardCopyOption.ATOMIC_MOVE);
    awaitRefusal(REVIEWS);
    create(own("reviews"), request(Optional.empty()).build());
  }

  private void awaitRefusal(String identity) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            refused(
                proxy("node-1"),
                request(Optional.of(identity)).build(),
                Status.Code.PERMISSION_DENIED,
                "no pod"));
  }

  private void awaitCertificate(Optional<String> token, String identity) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> create(token, request(Optional.of(identity)).build()).size() == 3);
  }

  /** Clusters before Kubernetes 1.30 name the pod alone. */
  @Test
  void theNodeIsThatOfThePodWhereTheTokenDoesNotNameIt() throws Exception {
    Optional<String> byPod =
        bearer(
            claims("istio-system", "ztunnel", Map.of("pod", MadeTokens.pod("ztunnel-x"))).build());
    refused(
        byPod,
        request(Optional.of(REVIEWS)).build(),
        Status.Code.PERMISSION_DENIED,
        "names no node");

    put("istio-system", "ztunnel-x", "ztunnel", "node-1", "Running");
    awaitCertificate(byPod, REVIEWS);
    refused(byPod, request(Optional.of(RATINGS)).build(), Status.Code.PERMISSION_DENIED, "no pod");
    Optional<String> byOlderPod =
        bearer(
            claims(
                    "istio-system",
                    "ztunnel",
                    Map.of("pod", Map.of("name", "ztunnel-x", "uid", "of-an-older-one")))
                .build());
    refused(
        byOlderPod,
        request(Optional.of(REVIEWS)).build(),
        Status.Code.PERMISSION_DENIED,
        "names no node");
    assertThat(refusals("unknown_node")).isEqualTo("2.0");
  }

  @Test
  void nobodyElseGetsTheIdentityOfAnother() throws Exception {
    for (Optional<String> other : List.of(own("reviews"), own("ratings"))) {
      refused(
          other,
          request(Optional.of(REVIEWS)).build(),
          Status.Code.PERMISSION_DENIED,
          "--node-proxy");
    }
    create(
        bearer(claims("other", "proxy", node("node-1")).build()),
        request(Optional.of(REVIEWS)).build());
    assertThat(refusals("not_a_node_proxy")).isEqualTo("2.0");
  }

  @Test
  void whatIsNoIdentityOfThisMeshIsRefused() {
    for (String odd : List.of("spiffe://other/ns/default/sa/reviews", "default/reviews", "a\nb")) {
      refused(
          proxy("node-1"),
          request(Optional.of(odd)).build(),
          Status.Code.PERMISSION_DENIED,
          "not spiffe://cluster.local/ns/NAMESPACE/sa/SERVICEACCOUNT");
    }
    // To be there and no text is not the same as not to be there.
    for (Value odd :
        List.of(
            Value.newBuilder().setStringValue("").build(),
            Value.newBuilder().setNumberValue(1).build(),
            Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build(),
            Value.newBuilder()
                .setListValue(
                    ListValue.newBuilder().addValues(Value.newBuilder().setStringValue(REVIEWS)))
                .build(),
            Value.getDefaultInstance())) {
      IstioCertificateRequest request =
          request(Optional.empty())
              .setMetadata(Struct.newBuilder().putFields("ImpersonatedIdentity", odd))
              .build();
      refused(proxy("node-1"), request, Status.Code.PERMISSION_DENIED, "not spiffe://");
      refused(own("reviews"), request, Status.Code.PERMISSION_DENIED, "--node-proxy");
    }
    assertThat(said()).noneMatch(line -> line.contains("\n"));
  }
}
