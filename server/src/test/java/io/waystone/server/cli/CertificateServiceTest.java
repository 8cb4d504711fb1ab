package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.nimbusds.jwt.JWTClaimsSet;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.waystone.api.ca.IstioCertificateRequest;
import io.waystone.api.ca.IstioCertificateServiceGrpc;
import io.waystone.server.ads.Timing;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.MadeCa;
import io.waystone.server.identity.MadeCsr;
import io.waystone.server.identity.MadeTokens;
import io.waystone.server.identity.ServiceAccount;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.identity.TokenIssuers;
import io.waystone.server.identity.WorkloadCertificates;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A control plane on a CA from files, called as ztunnel and other workloads call it. */
@Timeout(60)
class CertificateServiceTest {

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final MadeTokens CLUSTER = MadeTokens.es256("cluster");
  private static final String REVIEWS = "spiffe://cluster.local/ns/default/sa/reviews";
  private static final String RATINGS = "spiffe://cluster.local/ns/default/sa/ratings";

  @TempDir Path folder;

  private final Instant now = Instant.now();
  private final MadeCa root = MadeCa.root("root", now);
  private final MadeCa intermediate = root.intermediate("intermediate", now);
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(CertificateService.class);
  private Path objects;
  private ControlPlane plane;

  @BeforeEach
  void start() throws IOException {
    said.start();
    log.addAppender(said);
    log.setLevel(Level.INFO);
    objects = Files.createDirectory(folder.resolve("objects"));
    put("reviews", "reviews", "node-1", "Running");
    put("ratings", "ratings", "node-2", "Running");
    intermediate.publish(
        folder.resolve("ca"), List.of(intermediate.certificate()), List.of(root.certificate()));
    MadeTokens.publish(folder.resolve("jwks.json"), CLUSTER);
    plane =
        start(
            new CertificateSettings(
                Optional.of(
                    new TokenIssuers(
                        folder.resolve("jwks.json"),
                        Set.of(MadeTokens.ISSUER),
                        Set.of(TokenIssuers.DEFAULT_AUDIENCE))),
                Set.of(WorkloadCertificates.ZTUNNEL, new ServiceAccount("other", "proxy")),
                Duration.ofHours(12)),
            "state");
  }

  private ControlPlane start(CertificateSettings certificates, String state) throws IOException {
    ControlPlane started =
        new ControlPlane(
            new Settings(
                List.of(objects),
                Mesh.DEFAULT,
                folder.resolve(state),
                ANY,
                List.of(),
                ANY,
                Optional.of(folder.resolve("ca")),
                certificates,
                Timing.STANDARD,
                false));
    await().atMost(PATIENCE).until(() -> started.missing().isEmpty());
    return started;
  }

  @AfterEach
  void stop() throws InterruptedException {
    channels.forEach(ManagedChannel::shutdownNow);
    for (ManagedChannel channel : channels) {
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
    plane.close();
    log.detachAppender(said);
    log.setLevel(null);
  }

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

  // What is asked.

  @Test
  void whatIsNoRequestIsRefused() {
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
    assertThat(refusals("malformed_csr")).isEqualTo("2.0");
    assertThat(refusals("malformed_request")).isEqualTo("2.0");
  }

  // For others.

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

  // Calls.

  private static Optional<String> own(String account) {
    return bearer(
        claims("default", account, Map.of("pod", MadeTokens.pod(account + "-x"))).build());
  }

  private static Optional<String> proxy(String node) {
    Map<String, Object> bound =
        Map.of("pod", MadeTokens.pod("ztunnel-x"), "node", node(node).getOrDefault("node", ""));
    return bearer(claims("istio-system", "ztunnel", bound).build());
  }

  private static Map<String, Object> node(String name) {
    return Map.of("node", Map.of("name", name, "uid", "uid-of-" + name));
  }

  private static JWTClaimsSet.Builder claims(
      String namespace, String account, Map<String, Object> bound) {
    return MadeTokens.claims(namespace, account, bound, Instant.now());
  }

  private static Optional<String> bearer(JWTClaimsSet claims) {
    return Optional.of("Bearer " + CLUSTER.sign(claims));
  }

  private static IstioCertificateRequest.Builder request(Optional<String> impersonated) {
    IstioCertificateRequest.Builder request =
        IstioCertificateRequest.newBuilder()
            .setCsr(MadeCsr.of(impersonated.orElse(REVIEWS)))
            .setValidityDuration(86_400);
    impersonated.ifPresent(identity ->
        request.setMetadata(
            Struct.newBuilder()
                .putFields(
                    "ImpersonatedIdentity", Value.newBuilder().setStringValue(identity).build())));
    return request;
  }

  private List<String> create(Optional<String> token, IstioCertificateRequest request)
      throws IOException {
    return create(plane, plane.ca().rootPem(), token, request);
  }

  private List<String> create(
      ControlPlane at, String roots, Optional<String> token, IstioCertificateRequest request)
      throws IOException {
    return create(channel(at, roots, Optional.empty()), token, request);
  }

  private static List<String> create(
      ManagedChannel channel, Optional<String> token, IstioCertificateRequest request) {
    Metadata headers = new Metadata();
    token.ifPresent(value -> headers.put(Identities.AUTHORIZATION, value));
    return List.copyOf(
        IstioCertificateServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .createCertificate(request)
            .getCertChainList());
  }

  private ManagedChannel channel(
      ControlPlane at, String roots, Optional<IssuedCertificate> certificate) throws IOException {
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(stream(roots));
    if (certificate.isPresent()) {
      tls.keyManager(stream(certificate.get().chain()), certificate.get().key().stream());
    }
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", at.ads().getPort(), tls.build()).build();
    channels.add(channel);
    return channel;
  }

  private void refused(
      Optional<String> token, IstioCertificateRequest request, Status.Code code, String text) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> create(token, request))
        .satisfies(e -> {
          assertThat(e.getStatus().getCode()).as("%s", e.getStatus()).isEqualTo(code);
          assertThat(e.getStatus().getDescription()).contains(text);
        });
  }

  // What there is, and what comes of it.

  private void put(String name, String account, String node, String phase) throws IOException {
    put("default", name, account, node, phase);
  }

  private void put(String namespace, String name, String account, String node, String phase)
      throws IOException {
    Path fresh = folder.resolve(name + ".yaml");
    Files.writeString(
        fresh,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s, uid: uid-of-%s}
        spec: {nodeName: %s, serviceAccountName: %s}
        status: {phase: %s}
        """
            .formatted(name, namespace, name, node, account, phase));
    Files.move(fresh, objects.resolve(name + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  private List<String> said() {
    synchronized (said) {
      return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  private String refusals(String reason) {
    return metric("waystone_certificates_refused_total{reason=\"" + reason + "\"}");
  }

  private String metric(String name) {
    return Objects.requireNonNull(plane.pages().get("/metrics"))
        .get(Map.of())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  /** As a peer does that has nothing but a root. */
  private static void verify(List<String> chain, X509Certificate trusted) throws Exception {
    PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(trusted, null)));
    trust.setRevocationEnabled(false);
    List<X509Certificate> path = new ArrayList<>();
    for (String each : chain.subList(0, chain.size() - 1)) {
      path.addAll(certificates(each));
    }
    assertThat(new HashSet<>(certificates(chain.getLast()))).contains(trusted);
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), trust);
  }

  private static String identity(X509Certificate leaf) throws Exception {
    assertThat(leaf.getSubjectAlternativeNames()).hasSize(1);
    return (String) leaf.getSubjectAlternativeNames().iterator().next().get(1);
  }

  private static List<X509Certificate> certificates(String pem) throws Exception {
    return CertificateFactory.getInstance("X.509").generateCertificates(stream(pem)).stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
