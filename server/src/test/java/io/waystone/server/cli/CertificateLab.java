package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.MadeCa;
import io.waystone.server.identity.MadeCsr;
import io.waystone.server.identity.MadeTokens;
import io.waystone.server.identity.ServiceAccount;
import io.waystone.server.identity.TokenIssuers;
import io.waystone.server.identity.WorkloadCertificates;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Mode;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A control plane on a CA from files, an API server's keys, and two pods on two nodes; called as
 * ztunnel and other workloads call it.
 */
abstract class CertificateLab {

  static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final Duration HOUR = Duration.ofHours(1);
  static final MadeTokens CLUSTER = MadeTokens.es256("cluster");
  static final String REVIEWS = "spiffe://cluster.local/ns/default/sa/reviews";
  static final String RATINGS = "spiffe://cluster.local/ns/default/sa/ratings";

  @TempDir Path folder;

  final Instant now = Instant.now();
  final MadeCa root = MadeCa.root("root", now);
  final MadeCa intermediate = root.intermediate("intermediate", now);
  final List<ManagedChannel> channels = new ArrayList<>();
  final ListAppender<ILoggingEvent> said = new ListAppender<>();
  final Logger log = (Logger) LoggerFactory.getLogger(CertificateService.class);
  Path objects;
  ControlPlane plane;

  @BeforeEach
  void start() throws IOException {
    said.start();
    log.addAppender(said);
    log.setLevel(Level.INFO);
    log.setAdditive(false);
    objects = Files.createDirectory(folder.resolve("objects"));
    put("reviews", "reviews", "node-1", "Running");
    put("ratings", "ratings", "node-2", "Running");
    intermediate.publish(
        folder.resolve("ca"), List.of(intermediate.certificate()), List.of(root.certificate()));
    MadeTokens.publish(folder.resolve("jwks.json"), CLUSTER);
    plane = start(tokens(), "state");
  }

  CertificateSettings tokens() {
    return new CertificateSettings(
        Optional.of(
            new TokenIssuers(
                folder.resolve("jwks.json"),
                Set.of(MadeTokens.ISSUER),
                Set.of(TokenIssuers.DEFAULT_AUDIENCE))),
        Set.of(WorkloadCertificates.ZTUNNEL, new ServiceAccount("other", "proxy")),
        Duration.ofHours(12));
  }

  /** Who is told of the mesh. */
  Mode mode() {
    return Mode.BESIDE_ISTIOD;
  }

  ControlPlane start(CertificateSettings certificates, String state) throws IOException {
    ControlPlane started = new ControlPlane(settings(certificates, state));
    await().atMost(PATIENCE).until(() -> started.missing().isEmpty());
    return started;
  }

  Settings settings(CertificateSettings certificates, String state) {
    return new Settings(
        List.of(objects),
        Mesh.DEFAULT,
        folder.resolve(state),
        ANY,
        List.of(),
        ANY,
        Optional.of(folder.resolve("ca")),
        certificates,
        mode(),
        Timing.STANDARD,
        false);
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
    log.setAdditive(true);
  }

  // Calls.

  static Optional<String> own(String account) {
    return bearer(
        claims("default", account, Map.of("pod", MadeTokens.pod(account + "-x"))).build());
  }

  static Optional<String> proxy(String node) {
    Map<String, Object> bound = new HashMap<>(node(node));
    bound.put("pod", MadeTokens.pod("ztunnel-x"));
    return bearer(claims("istio-system", "ztunnel", bound).build());
  }

  static Map<String, Object> node(String name) {
    return Map.of("node", Map.of("name", name, "uid", "uid-of-" + name));
  }

  static JWTClaimsSet.Builder claims(String namespace, String account, Map<String, Object> bound) {
    return MadeTokens.claims(namespace, account, bound, Instant.now());
  }

  static Optional<String> bearer(JWTClaimsSet claims) {
    return Optional.of("Bearer " + CLUSTER.sign(claims));
  }

  static IstioCertificateRequest.Builder request(Optional<String> impersonated) {
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

  List<String> create(Optional<String> token, IstioCertificateRequest request) throws IOException {
    return create(plane, plane.ca().rootPem(), token, request);
  }

  List<String> create(
      ControlPlane at, String roots, Optional<String> token, IstioCertificateRequest request)
      throws IOException {
    return create(channel(at, roots, Optional.empty()), token, request);
  }

  static List<String> create(
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

  ManagedChannel channel(ControlPlane at, String roots, Optional<IssuedCertificate> certificate)
      throws IOException {
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

  void refused(
      Optional<String> token, IstioCertificateRequest request, Status.Code code, String text) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> create(token, request))
        .satisfies(e -> {
          assertThat(e.getStatus().getCode()).as("%s", e.getStatus()).isEqualTo(code);
          assertThat(e.getStatus().getDescription()).contains(text);
          // The signature: without it a token is worth nothing.
          token.ifPresent(shown ->
              assertThat(e.getStatus().getDescription())
                  .doesNotContain(shown.substring(shown.lastIndexOf('.') + 1)));
        });
  }

  // What there is, and what comes of it.

  void put(String name, String account, String node, String phase) throws IOException {
    put("default", name, account, node, phase);
  }

  void put(String namespace, String name, String account, String node, String phase)
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

  List<String> said() {
    synchronized (said) {
      return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  String refusals(String reason) {
    return metric("waystone_certificates_refused_total{reason=\"" + reason + "\"}");
  }

  String metric(String name) {
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
  static void verify(List<String> chain, X509Certificate trusted) throws Exception {
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

  static String identity(X509Certificate leaf) throws Exception {
    assertThat(leaf.getSubjectAlternativeNames()).hasSize(1);
    return (String) leaf.getSubjectAlternativeNames().iterator().next().get(1);
  }

  static List<X509Certificate> certificates(String pem) throws Exception {
    return CertificateFactory.getInstance("X.509").generateCertificates(stream(pem)).stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
