package io.waystone.e2e.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.Multisets;
import com.google.common.collect.SortedMultiset;
import com.google.common.collect.TreeMultiset;
import com.google.protobuf.ByteString;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.Header;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.LoopbackAddresses;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import io.waystone.translator.explain.Request;
import io.waystone.translator.explain.Verdict;
import io.waystone.translator.explain.Verdict.Decision;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.generate.RandomRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link Verdict} says of random policies and requests is what an Envoy does, to the rule that
 * it names. {@code -Dwaystone.pairs=10000} for more, {@code -Dwaystone.seed} for others.
 */
@Tag("envoy")
final class AgreementTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("waystone.seed", 20_261_123);
  private static final int PAIRS = Integer.getInteger("waystone.pairs", 1_500);
  private static final int FOR_EACH = 25;
  private static final List<String> SOURCES = List.of("127.10.2.3", "127.20.0.1");

  private static final String BANNER = "220 a secret\n";
  private static final Pattern LOGGED =
      Pattern.compile("refused by (\\S+) peer=(\\S+) source=([0-9.]+):\\d+ destination=(\\S+)");

  @Test
  void requests(@TempDir Path folder) throws IOException {
    Draw draw = new Draw(SEED);
    try (LoopbackAddresses addresses = new LoopbackAddresses();
        Backend backend = new Backend("b", new InetSocketAddress(addresses.next(), 0));
        ServedProxy proxy = new ServedProxy(folder, AgreementMesh.TRUST_DOMAIN)) {
      AgreementMesh mesh = new AgreementMesh(draw, PAIRS / FOR_EACH, "http", backend.address());
      serve(proxy, mesh);
      RandomRequests requests = new RandomRequests(draw, AgreementMesh.PORT, SOURCES);
      Map<String, Integer> seen = new TreeMap<>();
      for (AgreementMesh.Served service : mesh.services()) {
        for (int i = 0; i < FOR_EACH; i++) {
          Request request = known(() -> requests.request(service.addresses()));
          Verdict verdict = mesh.translator().verdict(ServedProxy.WAYPOINT, request).orElseThrow();
          HttpReply reply = send(proxy, request);
          assertThat(reply.status() + " " + (reply.status() == 403 ? reply.body() : ""))
              .as(() -> "-Dwaystone.seed=%d%n%s%n%s%n%s".formatted(SEED, service, request, verdict))
              .isEqualTo(expected(verdict.decision()));
          seen.merge(verdict.decision().getClass().getSimpleName(), 1, Integer::sum);
        }
      }
      System.out.println("agreement of requests, seed " + SEED + ": " + seen);
      assertThat(seen).as("each kind of decision").containsKeys("Denied", "NotAllowed", "Allowed");
    }
  }

  /** Those that are let in get the banner, of those that are refused the log says by which rule. */
  @Test
  void connections(@TempDir Path folder) throws IOException {
    Draw draw = new Draw(SEED);
    try (LoopbackAddresses addresses = new LoopbackAddresses();
        TcpBackend backend =
            new TcpBackend(new TcpTalk.Banner(BANNER), new InetSocketAddress(addresses.next(), 0));
        ServedProxy proxy = new ServedProxy(folder, AgreementMesh.TRUST_DOMAIN)) {
      AgreementMesh mesh = new AgreementMesh(draw, PAIRS / FOR_EACH, "tcp", backend.address());
      serve(proxy, mesh);
      RandomRequests requests = new RandomRequests(draw, AgreementMesh.PORT, SOURCES);
      Map<String, Integer> seen = new TreeMap<>();
      SortedMultiset<String> refusals = TreeMultiset.create();
      for (AgreementMesh.Served service : mesh.services()) {
        for (int i = 0; i < FOR_EACH; i++) {
          Request request = known(() -> requests.connection(service.addresses()));
          Verdict verdict = mesh.translator().verdict(ServedProxy.WAYPOINT, request).orElseThrow();
          assertThat(isLetIn(proxy, request))
              .as(() -> "-Dwaystone.seed=%d%n%s%n%s%n%s".formatted(SEED, request, verdict, service))
              .isEqualTo(verdict.decision().isAllowed());
          refusal(request, verdict.decision()).ifPresent(refusals::add);
          seen.merge(verdict.decision().getClass().getSimpleName(), 1, Integer::sum);
        }
      }
      System.out.println("agreement of connections, seed " + SEED + ": " + seen);
      assertThat(seen).as("each kind of decision").containsKeys("Denied", "NotAllowed", "Allowed");
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> {
            SortedMultiset<String> logged = logged(proxy);
            assertThat(Multisets.difference(refusals, logged)).as("not logged").isEmpty();
            assertThat(Multisets.difference(logged, refusals)).as("only logged").isEmpty();
          });
    }
  }

  private boolean isLetIn(ServedProxy proxy, Request request) throws IOException {
    try (Tunnel tunnel = client(proxy, request).open(Connect.to(authority(request)))) {
      if (tunnel.status() == 200) {
        tunnel.write(
            request.serverName().map(Hellos::naming).orElse(ByteString.copyFromUtf8("hello\n")));
      }
      // What was said comes back behind it.
      return tunnel.readAtMost(BANNER.length(), LIMIT).startsWith(ByteString.copyFromUtf8(BANNER));
    } catch (IOException refused) {
      return false;
    }
  }

  private static Optional<String> refusal(Request request, Decision decision) {
    return switch (decision) {
      case Decision.Denied denied -> Optional.of(line(denied.rule(), request));
      case Decision.NotAllowed _ -> Optional.of(line("no-allow-policy-matches", request));
      case Decision.Allowed _, Decision.Open _ -> Optional.empty();
    };
  }

  private static String line(String rule, Request request) {
    return rule
        + " "
        + request.peer().orElseThrow()
        + " "
        + request.source()
        + " "
        + authority(request);
  }

  private static SortedMultiset<String> logged(ServedProxy proxy) throws IOException {
    return LOGGED
        .matcher(proxy.log())
        .results()
        .map(found ->
            found.group(1) + " " + found.group(2) + " " + found.group(3) + " " + found.group(4))
        .collect(Collectors.toCollection(TreeMultiset::create));
  }

  private static String expected(Decision decision) {
    return switch (decision) {
      case Decision.Denied denied -> "403 rbac_access_denied_matched_policy[" + denied.rule() + "]";
      case Decision.NotAllowed _ -> "403 rbac_access_denied_matched_policy[none]";
      case Decision.Allowed _, Decision.Open _ -> "200 ";
    };
  }

  private static void serve(ServedProxy proxy, AgreementMesh mesh) {
    proxy.serve(mesh.resources(proxy.dialect()).stream().map(Revealing::of).toList());
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          proxy.assertSettled();
          assertThat(Held.by(proxy.admin()).unready()).isEmpty();
          assertThat(proxy.admin().stat("listener_manager.lds.update_rejected")).hasValue(0);
        });
  }

  /** One whose peer the mesh takes: others do not get through the tunnel's TLS. */
  private static Request known(Supplier<Request> requests) {
    Request request = requests.get();
    while (request.peer().filter(id -> id.matches("spiffe://(td|alias|old)/.*")).isEmpty()) {
      request = requests.get();
    }
    return request;
  }

  private HttpReply send(ServedProxy proxy, Request request) throws IOException {
    Request.Http http = request.http().orElseThrow();
    List<Header> headers = new ArrayList<>();
    http.headers().forEach(header -> headers.add(new Header(header.name(), header.value())));
    http.claims().ifPresent(c -> headers.add(new Header(Revealing.CLAIMS, Revealing.header(c))));
    return HttpTunnel.once(
        client(proxy, request),
        Connect.to(authority(request)),
        new HttpCall(http.method(), http.host(), http.path(), headers, ""));
  }

  private static HboneClient client(ServedProxy proxy, Request request) throws IOException {
    return proxy.client(
        SpiffeId.parse(request.peer().orElseThrow()), InetAddress.ofLiteral(request.source()));
  }

  private static String authority(Request request) {
    return request.destination().indexOf(':') < 0
        ? request.destination() + ":" + request.port()
        : "[" + request.destination() + "]:" + request.port();
  }
}
