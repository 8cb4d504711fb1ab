package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.TcpTalk;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CUSTOM policies ask a provider, by HTTP or by gRPC, and what cannot be asked is refused; AUDIT
 * policies and dry runs count and decide nothing.
 */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CustomPolicyTest {

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private HboneClient client;
  private LabWaypoint waypoint;
  private AskedByHttp byHttp;
  private AskedByGrpc byGrpc;
  private Backend backend;

  @BeforeAll
  void start() throws IOException {
    byHttp = lab.keep(new AskedByHttp(lab.address()));
    byGrpc = lab.keep(new AskedByGrpc(lab.address()));
    backend = lab.backend("backend");
    lab.apply(
        "mesh.yaml",
        LabObjects.gateway("custom", "wp"),
        LabObjects.namespace("custom", "custom", "wp"),
        LabObjects.service("auth", "by-http", lab.serviceAddress(), "http", 8000, byHttp.address()),
        LabObjects.service("auth", "by-grpc", lab.serviceAddress(), "grpc", 9000, byGrpc.address()),
        providers("by-http"));
    waypoint = lab.waypoint("custom", "wp");
    client = waypoint.client("team-a", "one");
  }

  /** The names say how each is asked; one of them has a service that is not there. */
  private static String providers(String first) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {namespace: istio-system, name: istio}
    data:
      mesh: |
        extensionProviders:
        - name: %s
          envoyExtAuthzHttp:
            service: by-http.auth.svc.cluster.local
            port: 8000
            pathPrefix: /check
            timeout: 5s
            includeRequestHeadersInCheck: [x-token, x-more*]
            includeAdditionalHeadersInCheck: {x-added: 100%%}
            headersToUpstreamOnAllow: [x-user]
            headersToDownstreamOnDeny: [x-why]
            includeRequestBodyInCheck: {maxRequestBytes: 100, allowPartialMessage: true}
        - name: by-grpc
          envoyExtAuthzGrpc: {service: by-grpc.auth.svc.cluster.local, port: 9000}
        - name: dead
          envoyExtAuthzHttp:
            service: nobody.auth.svc.cluster.local
            port: 8000
        - name: silent
          envoyExtAuthzGrpc:
            service: by-http.auth.svc.cluster.local
            port: 8000
            timeout: 2s
            statusOnError: "503"
        - name: tolerant
          envoyExtAuthzGrpc:
            service: by-http.auth.svc.cluster.local
            port: 8000
            timeout: 2s
            failOpen: true
    """
        .formatted(first);
  }

  private WrittenService service(String name) {
    return WrittenService.service("custom", name, lab.serviceAddress())
        .port("http", 80, backend.address());
  }

  /** A service of this name, about which the provider is asked. */
  private WrittenService asked(String name, String provider, String rules) throws IOException {
    WrittenService service = service(name);
    lab.apply(name + ".yaml", service.yaml(), Texts.custom(provider, service, rules));
    return service;
  }

  private HttpReply get(WrittenService service, String path, String token) throws IOException {
    return HttpTunnel.once(
        client,
        Connect.to(service.authority()),
        HttpCall.get(service.host(), path).with("x-token", token));
  }

  @ParameterizedTest
  @ValueSource(strings = {"by-http", "by-grpc"})
  void theProviderDecidesAboutWhatTheRulesMatch(String provider) throws IOException {
    WrittenService service =
        asked("asked-" + provider, provider, "[{to: [{operation: {paths: [/asked*]}}]}]");
    assertThat(get(service, "/other", "wrong").status()).isEqualTo(200);
    HttpReply allowed = get(service, "/asked", "good");
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(backend.lastRequest().orElseThrow().header("x-user")).contains("somebody");
    HttpReply denied = get(service, "/asked", "wrong");
    assertThat(denied.status()).isEqualTo(401);
    assertThat(denied.header("x-why")).contains("no good token");
  }

  /** A refusal of the provider is one whatever else is allowed, and its consent opens nothing. */
  @Test
  void itIsAskedBesideTheOthers() throws IOException {
    WrittenService service = service("beside");
    lab.apply(
        "beside.yaml",
        service.yaml(),
        Texts.custom("by-http", service, "[{}]"),
        Texts.policy("ALLOW", service, "[{to: [{operation: {paths: [/open]}}]}]"));
    assertThat(get(service, "/open", "good").status()).isEqualTo(200);
    assertThat(get(service, "/open", "wrong").status()).isEqualTo(401);
    assertThat(get(service, "/shut", "good").status()).isEqualTo(403);
  }

  @Test
  void whatTheProviderIsTold() throws IOException {
    WrittenService service = asked("told", "by-http", "[{}]");
    HttpTunnel.once(
        client,
        Connect.to(service.authority()),
        HttpCall.post(service.host(), "/a?b=c", "the body")
            .with("x-token", "good")
            .with("X-More-Of-It", "1")
            .with("x-secret", "1"));
    assertThat(byHttp.last())
        .contains("POST /check/a?b=c", "x-token: good", "x-more-of-it: 1", "x-added: 100%")
        .contains("body: the body")
        .noneMatch(line -> line.startsWith("x-secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dead", "unknown"})
  void whoeverCannotBeAskedRefuses(String provider) throws IOException {
    WrittenService service =
        asked("bad-" + provider, provider, "[{to: [{operation: {paths: [/asked]}}]}]");
    assertThat(get(service, "/asked", "good").status()).isEqualTo(403);
    assertThat(get(service, "/other", "good").status()).isEqualTo(200);
  }

  @Test
  void twoProvidersAreOneTooMany() throws IOException {
    WrittenService service = service("two");
    lab.apply(
        "two.yaml",
        service.yaml(),
        Texts.custom("by-http", service, "[{to: [{operation: {paths: [/a]}}]}]"),
        Texts.custom("by-grpc", service, "[{to: [{operation: {paths: [/b]}}]}]")
            .replace("custom-two", "custom-two-more"));
    assertThat(get(service, "/a", "good").status()).isEqualTo(403);
    assertThat(get(service, "/b", "good").status()).isEqualTo(403);
    assertThat(get(service, "/c", "good").status()).isEqualTo(200);
  }

  /** It speaks no gRPC. */
  @Test
  void aProviderThatFailsRefusesUnlessItMayBePassed() throws IOException {
    WrittenService silent = asked("silent", "silent", "[{}]");
    WrittenService tolerant = asked("tolerant", "tolerant", "[{}]");
    assertThat(get(silent, "/", "good").status()).isEqualTo(503);
    assertThat(get(tolerant, "/", "good").status()).isEqualTo(200);
  }

  /** Neither an upgrade, nor a preflight, nor another spelling of the path goes past it. */
  @Test
  void nothingPassesItBy() throws IOException {
    WrittenService service =
        asked("passed", "by-http", "[{to: [{operation: {paths: ['/v1:a*']}}]}]");
    HttpCall get = HttpCall.get(service.host(), "/v1:a").with("x-token", "wrong");
    HttpCall preflight =
        new HttpCall("OPTIONS", service.host(), "/v1:a", List.of(), "")
            .with("origin", "http://a.example")
            .with("access-control-request-method", "GET");
    for (HttpCall call :
        List.of(
            get,
            get.with("connection", "upgrade").with("upgrade", "websocket"),
            preflight,
            HttpCall.get(service.host(), "/v1%3aa").with("x-token", "wrong"))) {
      assertThat(HttpTunnel.once(client, Connect.to(service.authority()), call).status())
          .as("%s", call)
          .isEqualTo(401);
    }
  }

  /** Connections cannot be asked about: refused, and not one byte. */
  @Test
  void onAPortForBytesItDenies() throws IOException {
    WrittenService service =
        WrittenService.service("custom", "bytes", lab.serviceAddress())
            .port("tcp", 7000, lab.tcpBackend(new TcpTalk.Banner("hello\n")).address());
    lab.apply(
        "bytes.yaml",
        service.yaml(),
        Texts.custom("by-http", service, "[{from: [{source: {namespaces: [team-a]}}]}]"));
    assertThat(Talks.echoes(client, Connect.to(service.authority()))).isFalse();
  }

  @Test
  void anAuditCounts() throws IOException {
    WrittenService service = service("audited");
    lab.apply(
        "audited.yaml",
        service.yaml(),
        Texts.policy("AUDIT", service, "[{to: [{operation: {paths: [/seen]}}]}]"),
        Texts.policy("DENY", service, "[{to: [{operation: {paths: [/seen/and/denied, /seen]}}]}]"));
    assertThat(get(service, "/seen", "").status()).isEqualTo(403);
    assertThat(get(service, "/other", "").status()).isEqualTo(200);
    counts("policy.ns[custom]-policy[audit-audited]-rule[0].allowed", 1);
  }

  @Test
  void anAuditSeesWhatTheProviderRefuses() throws IOException {
    WrittenService service = service("seen");
    lab.apply(
        "seen.yaml",
        service.yaml(),
        Texts.policy("AUDIT", service, "[{to: [{operation: {paths: [/seen]}}]}]"),
        Texts.custom("by-http", service, "[{}]"));
    assertThat(get(service, "/seen", "wrong").status()).isEqualTo(401);
    counts("policy.ns[custom]-policy[audit-seen]-rule[0].allowed", 1);
  }

  @Test
  void aDryRunCounts() throws IOException {
    WrittenService service = service("tried");
    lab.apply(
        "tried.yaml",
        service.yaml(),
        dryRun(Texts.policy("DENY", service, "[{to: [{operation: {paths: [/denied]}}]}]")),
        dryRun(Texts.policy("ALLOW", service, "[{to: [{operation: {paths: [/allowed]}}]}]")));
    for (String path : new String[] {"/denied", "/allowed", "/other"}) {
      assertThat(get(service, path, "").status()).as(path).isEqualTo(200);
    }
    counts("policy.ns[custom]-policy[deny-tried]-rule[0].shadow_denied", 1);
    counts("policy.ns[custom]-policy[allow-tried]-rule[0].shadow_allowed", 1);
  }

  private static String dryRun(String policy) {
    return policy.replace(
        "metadata:\n", "metadata:\n  annotations: {istio.io/dry-run: \"true\"}\n");
  }

  /** One line of the stats ends so. */
  private void counts(String what, long count) {
    await()
        .atMost(Talks.LIMIT)
        .untilAsserted(() ->
            assertThat(waypoint.admin().get("/stats?filter=rbac").lines())
                .anyMatch(line -> line.endsWith(what + ": " + count)));
  }
}
