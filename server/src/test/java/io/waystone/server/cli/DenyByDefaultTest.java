package io.waystone.server.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Status;
import io.waystone.server.ads.Timing;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.MadeTokens;
import io.waystone.server.identity.SpiffeId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Every door of a control plane, taken from what it has bound and not from a list of ours: a new
 * one fails here until it is said who may pass. Nobody gets anything by gRPC, and each its own; the
 * admin port knows no credential and answers this machine alone, and only what is no secret.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DenyByDefaultTest {

  private static final String ADS = "envoy.service.discovery.v3.AggregatedDiscoveryService/";
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final WaypointKey OWN = new WaypointKey("default", "default");
  private static final WaypointKey OTHER = new WaypointKey("other", "wp");
  private static final String SERVICE = "reviews.default.svc.cluster.local";

  /** What proxies can call for configuration: each is told of its own waypoint. */
  private static final List<String> CONFIGURATION =
      List.of(ADS + "DeltaAggregatedResources", ADS + "StreamAggregatedResources");

  /**
   * What workloads call for certificates: see {@link CertificateServiceTest} and {@link
   * ImpersonationTest}.
   */
  private static final String CERTIFICATES =
      "istio.v1.auth.IstioCertificateService/CreateCertificate";

  /** What each path of the admin port answers to a GET. */
  private static final Map<String, Integer> PATHS =
      Map.of(
          "/healthz", 200,
          "/readyz", 200,
          "/config_dump", 400,
          "/decisions", 200,
          "/status", 200,
          "/metrics", 200,
          "/streams", 200);

  private static final List<String> VERBS =
      List.of("HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "X");

  @TempDir static Path folder;

  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("io.waystone");
  private ControlPlane plane;

  @BeforeAll
  void start() throws IOException {
    said.start();
    log.addAppender(said);
    log.setLevel(Level.TRACE);
    log.setAdditive(false);
    Path objects = Files.createDirectory(folder.resolve("objects"));
    Files.writeString(
        objects.resolve("other.yaml"),
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {namespace: other, name: wp}
        spec:
          gatewayClassName: waystone
          listeners: [{name: mesh, port: 15008, protocol: HBONE}]
        """);
    plane =
        new ControlPlane(
            new Settings(
                List.of(Cli.example(), objects),
                Mesh.DEFAULT,
                folder.resolve("state"),
                ANY,
                List.of(),
                ANY,
                Optional.empty(),
                Timing.STANDARD,
                false));
    await().atMost(Duration.ofSeconds(20)).until(() -> plane.missing().isEmpty());
  }

  @AfterAll
  void stop() {
    plane.close();
    log.detachAppender(said);
    log.setLevel(null);
    log.setAdditive(true);
  }

  // gRPC.

  @Test
  void everyMethodIsHere() {
    List<String> all = new ArrayList<>(CONFIGURATION);
    all.add(CERTIFICATES);
    assertThat(methods()).containsExactlyInAnyOrderElementsOf(all);
  }

  private List<String> methods() {
    return plane.services().stream()
        .flatMap(service -> service.getMethods().stream())
        .map(method -> method.getMethodDescriptor().getFullMethodName())
        .toList();
  }

  @Test
  void nobodyGetsAnythingOfAnyMethod() throws Exception {
    String token = token(OWN);
    for (String method : methods()) {
      for (Optional<String> header :
          List.of(
              Optional.<String>empty(),
              Optional.of(""),
              Optional.of("Bearer"),
              Optional.of("Bearer " + token.substring("Bearer ".length() + 1)),
              Optional.of("Basic " + token.substring("Bearer ".length())),
              Optional.of(token + "x"))) {
        try (OverTheWire call = call(method, header, Optional.empty())) {
          assertThat(call.end().getCode())
              .as("%s, %s", method, header)
              .isEqualTo(Status.Code.UNAUTHENTICATED);
          assertThat(call.unread()).isZero();
        }
      }
    }
  }

  @Test
  void aWorkloadThatIsNoWaypointGetsNothingOfAnyMethod() throws Exception {
    for (String method : methods()) {
      try (OverTheWire call =
          call(method, Optional.empty(), Optional.of(certificate("default", "reviews")))) {
        // Certificates are given to tokens alone.
        assertThat(call.end().getCode())
            .as(method)
            .isEqualTo(
                method.equals(CERTIFICATES)
                    ? Status.Code.UNAUTHENTICATED
                    : Status.Code.PERMISSION_DENIED);
        assertThat(call.unread()).isZero();
      }
    }
  }

  /** Its configuration, and no certificate: it gets that by SDS. */
  @Test
  void aWaypointGetsNoCertificateOfTheCertificateService() throws Exception {
    IssuedCertificate own = certificate(OWN.namespace(), OWN.name());
    for (Optional<IssuedCertificate> shown :
        List.of(Optional.<IssuedCertificate>empty(), Optional.of(own))) {
      try (OverTheWire call = call(CERTIFICATES, Optional.of(token(OWN)), shown)) {
        assertThat(call.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(call.unread()).isZero();
      }
    }
  }

  /** A token of a cluster whose keys nobody has given. */
  @Test
  void aTokenThatCannotBeVerifiedGetsNothingOfAnyMethod() throws Exception {
    MadeTokens cluster = MadeTokens.es256("key");
    String token =
        cluster.sign(MadeTokens.claims("default", "default", Map.of(), Instant.now()).build());
    for (String method : methods()) {
      try (OverTheWire call = call(method, Optional.of("Bearer " + token), Optional.empty())) {
        assertThat(call.end().getCode()).as(method).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(call.end().getDescription()).contains("--token-jwks");
        assertThat(call.unread()).isZero();
      }
    }
  }

  @Test
  void eachWaypointGetsItsOwnByEveryMethodAndEveryCredential() throws Exception {
    for (String method : CONFIGURATION) {
      for (WaypointKey waypoint : List.of(OWN, OTHER)) {
        owns(method, waypoint, Optional.of(token(waypoint)), Optional.empty());
        // The service account of a Gateway's proxy has the Gateway's name.
        IssuedCertificate own = certificate(waypoint.namespace(), waypoint.name());
        owns(method, waypoint, Optional.empty(), Optional.of(own));
        // A token counts before a certificate.
        owns(
            method,
            waypoint,
            Optional.of(token(waypoint)),
            Optional.of(certificate("default", "reviews")));
      }
    }
  }

  private void owns(
      String method,
      WaypointKey waypoint,
      Optional<String> header,
      Optional<IssuedCertificate> certificate)
      throws Exception {
    try (OverTheWire call = call(method, header, certificate)) {
      call.ask(ResourceType.CLUSTER);
      List<String> clusters = OverTheWire.names(call.next());
      assertThat(clusters).contains("connect_originate");
      assertThat(clusters.stream().anyMatch(name -> name.contains(SERVICE)))
          .isEqualTo(waypoint.equals(OWN));
      call.ask(ResourceType.SECRET, "default", "ROOTCA", "kubernetes://other");
      DeltaDiscoveryResponse secrets = call.next();
      assertThat(OverTheWire.names(secrets)).containsExactlyInAnyOrder("default", "ROOTCA");
      assertThat(identity(secrets)).contains(spiffe(waypoint));
    }
  }

  private static String identity(DeltaDiscoveryResponse secrets) throws Exception {
    try (var pem =
        OverTheWire.secret(secrets, "default")
            .getTlsCertificate()
            .getCertificateChain()
            .getInlineBytes()
            .newInput()) {
      return ((java.security.cert.X509Certificate)
              java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(pem))
          .getSubjectAlternativeNames()
          .toString();
    }
  }

  private static String spiffe(WaypointKey waypoint) {
    return "spiffe://cluster.local/ns/" + waypoint.namespace() + "/sa/" + waypoint.name();
  }

  @Test
  void aMethodThatIsNotThereSaysNothingElse() throws Exception {
    for (Optional<String> header : List.of(Optional.<String>empty(), Optional.of(token(OWN)))) {
      for (String method :
          List.of(
              ADS + "Other",
              "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
              "grpc.health.v1.Health/Check")) {
        try (OverTheWire call = call(method, header, Optional.empty())) {
          assertThat(call.end().getCode()).as(method).isEqualTo(Status.Code.UNIMPLEMENTED);
        }
      }
    }
  }

  // The admin port.

  @Test
  void everyPathIsHere() {
    assertThat(plane.pages().keySet()).containsExactlyInAnyOrderElementsOf(PATHS.keySet());
  }

  @Test
  void aPathAnswersTheSameWhoeverAsksFromThisMachine() throws Exception {
    SortedMap<String, Integer> answers = new TreeMap<>();
    for (String path : plane.pages().keySet()) {
      for (String header :
          List.of("", authorization(token(OWN)), authorization(token(OTHER)), "X-Any: thing\r\n")) {
        answers.merge(
            path,
            status(ask("GET", path, "localhost", header)),
            (one, two) -> one.equals(two) ? one : -1);
      }
    }
    assertThat(answers).isEqualTo(PATHS);
    assertThat(status(ask("GET", "/config_dump?waypoint=" + OWN, "localhost", ""))).isEqualTo(200);
  }

  @Test
  void noPathAnswersUnderAnotherNameOfThisMachine() throws Exception {
    for (String path : plane.pages().keySet()) {
      for (String host :
          List.of("evil.example", "localhost.evil.example", "0.0.0.0", "[::2]", "")) {
        String answer = ask("GET", path, host, authorization(token(OWN)));
        assertThat(status(answer)).as("%s of %s", path, host).isEqualTo(403);
        assertThat(answer).doesNotContain("reviews");
      }
    }
  }

  @Test
  void noPathTakesAnotherMethod() throws Exception {
    List<String> paths = new ArrayList<>(plane.pages().keySet());
    paths.add("/config_dump?waypoint=" + OWN);
    for (String path : paths) {
      for (String verb : VERBS) {
        String answer = ask(verb, path, "localhost", "Content-Length: 0\r\n");
        assertThat(status(answer)).as("%s %s", verb, path).isEqualTo(405);
        assertThat(answer).doesNotContain("reviews");
      }
    }
  }

  @Test
  void whatOnlyLooksLikeAPathIsNone() throws Exception {
    for (String path : plane.pages().keySet()) {
      for (String other :
          List.of(path + "/", "/" + path, "/." + path, "/x/.." + path, path + "%2f", path + "x")) {
        assertThat(status(ask("GET", other, "localhost", ""))).as(other).isEqualTo(404);
      }
    }
  }

  // Secrets.

  @Test
  void noAnswerAndNoLineOfTheLogHoldsASecret() throws Exception {
    List<String> secrets = new ArrayList<>(keyLines(folder.resolve("state/ca/root.key")));
    String token = token(OWN).substring("Bearer ".length());
    secrets.add("PRIVATE KEY");
    // The signature: without it a token is worth nothing.
    secrets.add(token.substring(token.lastIndexOf('.') + 1));
    try (OverTheWire call =
            call(OverTheWire.DELTA, Optional.of("Bearer " + token), Optional.empty());
        OverTheWire bad =
            call(OverTheWire.DELTA, Optional.of("Bearer " + token + "x"), Optional.empty())) {
      call.ask(ResourceType.SECRET, "default", "ROOTCA");
      String key =
          OverTheWire.secret(call.next(), "default")
              .getTlsCertificate()
              .getPrivateKey()
              .getInlineBytes()
              .toStringUtf8();
      key.lines().filter(line -> !line.startsWith("-----")).forEach(secrets::add);
      String refusal = bad.end().toString();
      List<String> shown = new ArrayList<>(List.of(refusal));
      for (String path : plane.pages().keySet()) {
        shown.add(ask("GET", path, "localhost", ""));
      }
      for (WaypointKey waypoint : List.of(OWN, OTHER)) {
        shown.add(ask("GET", "/config_dump?waypoint=" + waypoint, "localhost", ""));
      }
      assertThat(shown).anyMatch(answer -> answer.contains("reviews"));
      assertThat(shown).anyMatch(answer -> answer.contains("\"a node\""));
      synchronized (said) {
        List.copyOf(said.list).forEach(event -> shown.add(event.getFormattedMessage()));
      }
      assertThat(shown).anyMatch(line -> line.startsWith("stream "));
      for (String secret : secrets) {
        assertThat(shown).noneMatch(answer -> answer.contains(secret));
      }
    }
  }

  private static List<String> keyLines(Path key) throws IOException {
    try (Stream<String> lines = Files.lines(key)) {
      return lines.filter(line -> !line.startsWith("-----")).toList();
    }
  }

  private OverTheWire call(
      String method, Optional<String> header, Optional<IssuedCertificate> certificate)
      throws IOException {
    return new OverTheWire(plane.ads(), plane.ca().rootPem(), method, header, certificate);
  }

  private String token(WaypointKey waypoint) {
    return "Bearer "
        + new Credentials(plane.ca(), Clock.systemUTC())
            .issue(waypoint, Duration.ofHours(1))
            .reveal();
  }

  private IssuedCertificate certificate(String namespace, String account) {
    return plane.ca().issue(new SpiffeId("cluster.local", namespace, account), Duration.ofHours(1));
  }

  private static String authorization(String value) {
    return "Authorization: " + value + "\r\n";
  }

  /** By hand: no client would send some of these. */
  private String ask(String verb, String path, String host, String headers) throws IOException {
    try (Socket socket = new Socket(plane.admin().getAddress(), plane.admin().getPort())) {
      socket.setSoTimeout(10_000);
      String request =
          verb + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers;
      socket.getOutputStream().write((request + "\r\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static int status(String answer) {
    assertThat(answer).startsWith("HTTP/1.1 ");
    return Integer.parseInt(answer.substring(9, 12));
  }
}
