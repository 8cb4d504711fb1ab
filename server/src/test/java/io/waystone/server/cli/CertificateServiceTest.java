package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.waystone.api.ca.IstioCertificateRequest;
import io.waystone.api.ca.IstioCertificateServiceGrpc;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.MadeCa;
import io.waystone.server.identity.MadeTokens;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.source.Source;
import io.waystone.translator.mesh.WaypointKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the certificate service issues, and who gets it. */
@Timeout(60)
class CertificateServiceTest extends CertificateLab {

  // What is issued.

  @Test
  void aWorkloadGetsACertificateThatVerifiesAndIsAudited() throws Exception {
    List<String> chain = create(own("reviews"), request(Optional.empty()).build());
    X509Certificate leaf = certificates(chain.getFirst()).getFirst();

    assertThat(chain).hasSize(3);
    assertThat(identity(leaf)).isEqualTo(REVIEWS);
    verify(chain, root.certificate());
    assertThat(metric("waystone_certificates_issued_total")).isEqualTo("1.0");
    assertThat(said())
        .singleElement()
        .asString()
        .contains(REVIEWS)
        .contains("asked for by default/reviews (pod reviews-x)")
        .contains("serial " + leaf.getSerialNumber().toString(16))
        .contains("until " + leaf.getNotAfter().toInstant());
  }

  @Test
  void itHoldsForAsLongAsIsAskedWithinTheLimit() throws Exception {
    for (Map.Entry<Long, Duration> wish :
        Map.of(
                3_600L,
                HOUR,
                86_400L,
                Duration.ofHours(12),
                0L,
                Duration.ofHours(12),
                -1L,
                Duration.ofHours(12),
                Long.MAX_VALUE,
                Duration.ofHours(12))
            .entrySet()) {
      IstioCertificateRequest asked =
          request(Optional.empty()).setValidityDuration(wish.getKey()).build();
      Instant end =
          certificates(create(own("reviews"), asked).getFirst())
              .getFirst()
              .getNotAfter()
              .toInstant();
      assertThat(Duration.between(now, end))
          .as("%d s", wish.getKey())
          .isBetween(wish.getValue().minusSeconds(2), wish.getValue().plusSeconds(60));
    }
  }

  /** The roots that the caller trusts change under it, and it goes on to get what verifies. */
  @Test
  void aRotationOfTheCaIsFollowed() throws Exception {
    MadeCa next = MadeCa.root("next", now);
    intermediate.publish(
        folder.resolve("ca"),
        List.of(intermediate.certificate()),
        List.of(root.certificate(), next.certificate()));
    await().atMost(PATIENCE).until(() -> certificates(plane.ca().rootPem()).size() == 2);
    List<String> both = create(own("reviews"), request(Optional.empty()).build());
    assertThat(both).hasSize(3);
    assertThat(certificates(both.getLast()))
        .containsExactly(root.certificate(), next.certificate());
    verify(both, root.certificate());

    String oldRoots = plane.ca().rootPem();
    next.publish(folder.resolve("ca"), List.of(), List.of(next.certificate()));
    await().atMost(PATIENCE).until(() -> certificates(plane.ca().rootPem()).size() == 1);
    // The connection is a new one: it trusts both.
    List<String> after = create(plane, oldRoots, own("reviews"), request(Optional.empty()).build());
    assertThat(after).hasSize(2);
    verify(after, next.certificate());
  }

  @Test
  void theTrustDomainIsThatOfTheMeshSettings() throws Exception {
    Files.writeString(
        objects.resolve("mesh.yaml"),
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data: {mesh: "trustDomain: example.org"}
        """);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    identity(
                        certificates(
                                create(own("reviews"), request(Optional.empty()).build())
                                    .getFirst())
                            .getFirst()))
                .isEqualTo("spiffe://example.org/ns/default/sa/reviews"));
  }

  // Who asks.

  @Test
  void whoShowsNoGoodTokenGetsNothing() {
    JWTClaimsSet.Builder claims = claims("default", "reviews", Map.of());
    Map<String, Optional<String>> tokens =
        Map.of(
            "missing",
            Optional.empty(),
            "malformed",
            Optional.of("Bearer x"),
            "unknown_key",
            Optional.of("Bearer " + MadeTokens.es256("other").sign(claims.build())),
            "bad_signature",
            Optional.of("Bearer " + MadeTokens.es256("cluster").sign(claims.build())),
            "wrong_audience",
            bearer(claims("default", "reviews", Map.of()).audience("vault").build()),
            "wrong_issuer",
            bearer(claims("default", "reviews", Map.of()).issuer("https://other").build()),
            "expired",
            bearer(
                claims("default", "reviews", Map.of())
                    .expirationTime(Date.from(now.minusSeconds(1)))
                    .build()));
    tokens.forEach((reason, token) -> {
      refused(token, request(Optional.empty()).build(), Status.Code.UNAUTHENTICATED, "token");
      assertThat(refusals(reason)).as(reason).isEqualTo("1.0");
    });
    assertThat(said()).isEmpty();
  }

  @Test
  void whoShowsACredentialForSomethingElseGetsNothing() throws Exception {
    String waypoint =
        new Credentials(plane.ca(), Clock.systemUTC())
            .issue(new WaypointKey("default", "wp"), HOUR)
            .reveal();
    refused(
        Optional.of("Bearer " + waypoint),
        request(Optional.empty()).build(),
        Status.Code.PERMISSION_DENIED,
        "SDS");
    assertThat(refusals("not_a_workload")).isEqualTo("1.0");

    // A certificate alone does not renew itself.
    IssuedCertificate certificate =
        plane.ca().issue(new SpiffeId("cluster.local", "default", "reviews"), HOUR);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            create(
                channel(plane, plane.ca().rootPem(), Optional.of(certificate)),
                Optional.empty(),
                request(Optional.empty()).build()))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
  }

  @Test
  void withoutKeysNobodyGetsAnything() throws Exception {
    try (ControlPlane closed = start(CertificateSettings.NOBODY, "other-state")) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() ->
              create(
                  closed, closed.ca().rootPem(), own("reviews"), request(Optional.empty()).build()))
          .satisfies(e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(e.getStatus().getDescription()).contains("--token-jwks");
          });
    }
  }

  @Test
  void anotherSetOfKeysHoldsForTheNextCall() throws Exception {
    MadeTokens next = MadeTokens.es256("next");
    JWTClaimsSet claims = claims("default", "reviews", Map.of()).build();
    Optional<String> fresh = Optional.of("Bearer " + next.sign(claims));
    refused(fresh, request(Optional.empty()).build(), Status.Code.UNAUTHENTICATED, "--token-jwks");

    MadeTokens.publish(folder.resolve("new.json"), next);
    Files.move(
        folder.resolve("new.json"), folder.resolve("jwks.json"), StandardCopyOption.ATOMIC_MOVE);
    assertThat(create(fresh, request(Optional.empty()).build())).hasSize(3);
    refused(bearer(claims), request(Optional.empty()).build(), Status.Code.UNAUTHENTICATED, "key");
  }

  /** A token of a workload is for certificates: it gets no configuration, not even its own. */
  @Test
  void aTokenThatGetsACertificateGetsNoConfiguration() throws Exception {
    for (Optional<String> token : List.of(own("reviews"), own("default"), proxy("node-1"))) {
      try (OverTheWire call =
          new OverTheWire(
              plane.ads(), plane.ca().rootPem(), OverTheWire.DELTA, token, Optional.empty())) {
        assertThat(call.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(call.end().getDescription()).contains("is for certificates");
        assertThat(call.unread()).isZero();
      }
    }
  }

  /** Neither the trust domain nor the pods are known before all objects are. */
  @Test
  void nobodyGetsAnythingBeforeTheObjectsHaveBeenRead() throws Exception {
    plane.close();
    plane = new ControlPlane(settings(tokens(), "state"), new Silent());
    for (Optional<String> impersonated : List.of(Optional.<String>empty(), Optional.of(REVIEWS))) {
      refused(
          proxy("node-1"),
          request(impersonated).build(),
          Status.Code.UNAVAILABLE,
          "when the objects have been read");
    }
    assertThat(refusals("not_ready")).isEqualTo("2.0");
  }

  /** Delivers nothing. */
  private static final class Silent implements Source {
    @Override
    public void start(Listener listener) {}

    @Override
    public void close() {}
  }

  // What is asked.

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    IstioCertificateRequest.Builder request = request(Optional.empty());
    refused(
        own("reviews"),
        request.setCsr("x").build(),
        Status.Code.INVALID_ARGUMENT,
        "PKCS#10 request in PEM");
    refused(
        own("reviews"),
        request.setCsr("x".repeat(17 * 1024)).build(),
        Status.Code.INVALID_ARGUMENT,
        "16 KiB");
    refused(
        own("reviews"),
        request.setCsr("x".repeat(CertificateService.LARGEST_REQUEST)).build(),
        Status.Code.INVALID_ARGUMENT,
        "larger than 65536 bytes");
    refused(
        own("reviews"),
        request.setCsr("x".repeat(8 * 1024 * 1024)).build(),
        Status.Code.INVALID_ARGUMENT,
        "larger than 65536 bytes");
    // Small on the wire.
    Metadata headers = new Metadata();
    headers.put(Identities.AUTHORIZATION, own("reviews").orElseThrow());
    IstioCertificateServiceGrpc.IstioCertificateServiceBlockingStub compressing =
        IstioCertificateServiceGrpc.newBlockingStub(
                channel(plane, plane.ca().rootPem(), Optional.empty()))
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .withCompression("gzip");
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> compressing.createCertificate(request.build()))
        .withMessageContaining("larger than 65536 bytes");
    assertThat(refusals("malformed_csr")).isEqualTo("2.0");
    assertThat(refusals("malformed_request")).isEqualTo("3.0");
  }

  /** Otherwise every call could make us hold what the largest of ADS may have. */
  @Test
  void aRequestThatIsTooLargeIsRefusedBeforeAllOfItIsThere() throws Exception {
    // gRPC: not compressed, 16 MiB to come. Of which a part does.
    byte[] begin = ByteBuffer.allocate(5).put((byte) 0).putInt(16 * 1024 * 1024).array();
    byte[] part = new byte[CertificateService.LARGEST_REQUEST / 2];
    Deque<ByteBuffer> parts = new ArrayDeque<>();
    List.of(begin, part, part, part).forEach(bytes -> parts.add(ByteBuffer.wrap(bytes)));
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(root)).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      "https://127.0.0.1:"
                          + plane.ads().getPort()
                          + "/istio.v1.auth.IstioCertificateService/CreateCertificate"))
              .header("content-type", "application/grpc")
              .header("te", "trailers")
              .header("authorization", own("reviews").orElseThrow())
              .POST(HttpRequest.BodyPublishers.fromPublisher(to -> sendAndWait(parts, to)))
              .build();
      CompletableFuture<?> call = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
      // This client has no answer before it has sent all, so the log tells that there is one.
      await().atMost(PATIENCE).until(() -> !said().isEmpty());
      call.cancel(true);
      client.shutdownNow();
    }
    assertThat(said())
        .singleElement()
        .asString()
        .contains("no certificate for default/reviews")
        .contains("larger than 65536 bytes");
    assertThat(refusals("malformed_request")).isEqualTo("1.0");
  }

  private static void sendAndWait(Deque<ByteBuffer> parts, Flow.Subscriber<? super ByteBuffer> to) {
    to.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long more) {
            for (long i = 0; i < more && !parts.isEmpty(); i++) {
              to.onNext(parts.remove());
            }
          }

          @Override
          public void cancel() {
            parts.clear();
          }
        });
  }

  private static SSLContext trusting(MadeCa root) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("root", root.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }
}
