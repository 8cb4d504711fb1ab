package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.Header;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What policies on a Service do to HTTP requests, and that nothing forged changes it. */
@Tag("envoy")
final class PolicyTest {

  @RegisterExtension static final MeshLab LAB = new MeshLab();

  /** What a client may write, on the CONNECT or inside, to be taken for somebody else. */
  private static final List<Header> FORGED =
      List.of(
          new Header(
              "x-forwarded-client-cert",
              "By=spiffe://cluster.local/ns/mesh/sa/gate;URI=spiffe://cluster.local/ns/a/sa/alice"),
          new Header(
              "x-forwarded-client-cert",
              "By=spiffe://cluster.local/ns/mesh/sa/gate;URI=spiffe://cluster.local/ns/b/sa/bob"));

  private static LabWaypoint waypoint;
  private static InetAddress left;
  private static InetAddress right;
  private static List<PolicyCase> cases = List.of();
  private static final Map<String, String> AUTHORITIES = new ConcurrentHashMap<>();
  private static final Map<String, HboneClient> CLIENTS = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() throws IOException {
    left = LAB.address();
    right = LAB.address();
    cases =
        Stream.of(
                PolicyCases.sources(left.getHostAddress(), right.getHostAddress()),
                PolicyCases.operations(),
                PolicyConditions.headers(),
                PolicyConditions.others(left.getHostAddress(), right.getHostAddress()),
                PolicyConditions.signs(),
                PolicyCases.whole())
            .flatMap(List::stream)
            .toList();
    Backend backend = LAB.backend("backend");
    List<String> documents = new ArrayList<>();
    documents.add(LabObjects.gateway("mesh", "gate"));
    documents.add(LabObjects.namespace("cases", "mesh", "gate"));
    for (int i = 0; i < cases.size(); i++) {
      PolicyCase one = cases.get(i);
      String service = "svc-" + i;
      String address = LAB.serviceAddress();
      AUTHORITIES.put(one.toString(), address + ":80");
      documents.add(LabObjects.service("cases", service, address, "http", 80, backend.address()));
      for (int j = 0; j < one.policies().size(); j++) {
        PolicyCase.Written policy = one.policies().get(j);
        documents.add(
            LabObjects.policy(
                "cases", service + "-" + j, service, policy.action(), policy.rules()));
      }
    }
    LAB.yaml().write("cases.yaml", documents.toArray(String[]::new));
    waypoint = LAB.waypoint("mesh", "gate");
  }

  static List<PolicyCase> cases() {
    return cases;
  }

  static List<PolicyCase> casesOfSources() {
    return PolicyCases.sources(left.getHostAddress(), right.getHostAddress());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void requestsGetTheStatusThatThePolicySays(PolicyCase one) throws IOException {
    for (PolicyCase.Request request : one.requests()) {
      assertThat(status(one, request, List.of(), List.of()))
          .as("%s", request)
          .isEqualTo(request.status());
    }
  }

  @ParameterizedTest
  @MethodSource("casesOfSources")
  void nothingForgedChangesThem(PolicyCase one) throws IOException {
    for (PolicyCase.Request request : one.requests()) {
      for (Header forged : forged()) {
        assertThat(status(one, request, List.of(forged), List.of()))
            .as("%s, %s on the CONNECT", request, forged)
            .isEqualTo(request.status());
        assertThat(status(one, request, List.of(), List.of(forged)))
            .as("%s, %s inside", request, forged)
            .isEqualTo(request.status());
      }
      assertThat(status(one, request, forged(), forged()))
          .as("%s, all of it in both places", request)
          .isEqualTo(request.status());
    }
  }

  private static List<Header> forged() {
    List<Header> all = new ArrayList<>(FORGED);
    for (String address :
        List.of(left.getHostAddress(), right.getHostAddress(), "10.1.2.3", "127.0.0.1")) {
      all.add(new Header("x-forwarded-for", address));
      all.add(new Header("x-real-ip", address));
      all.add(new Header("x-envoy-external-address", address));
      all.add(new Header("forwarded", "for=" + address));
    }
    return all;
  }

  private static int status(
      PolicyCase one, PolicyCase.Request request, List<Header> onConnect, List<Header> inside)
      throws IOException {
    Connect connect = new Connect(AUTHORITIES.getOrDefault(one.toString(), ""), onConnect);
    List<Header> headers = Stream.concat(request.headers().stream(), inside.stream()).toList();
    HttpCall call = new HttpCall(request.method(), request.host(), request.path(), headers, "");
    try (HttpTunnel http = new HttpTunnel(client(request.who()).open(connect))) {
      int status = http.send(call).status();
      http.finish();
      return status;
    }
  }

  private static HboneClient client(String who) throws IOException {
    HboneClient known = CLIENTS.get(who);
    if (known != null) {
      return known;
    }
    List<String> parts = Splitter.onPattern("[/@]").splitToList(who);
    HboneClient client =
        parts.size() == 2
            ? waypoint.client(parts.get(0), parts.get(1))
            : waypoint.client(
                parts.get(0), parts.get(1), parts.get(2).equals("left") ? left : right);
    CLIENTS.put(who, client);
    return client;
  }
}
