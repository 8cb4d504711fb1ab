package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.AuthorizationPolicy.Action;
import io.waystone.translator.input.AuthorizationPolicy.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Good documents with one fault each; the seed of a failure is in its message. */
class ReadingFuzzTest {

  private static final int CASES = 1_000;

  private static final String POLICY =
      """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: {name: p, namespace: shop}
      spec:
        targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: wp}]
        action: DENY
        rules:
        - from:
          - source: {principals: ["cluster.local/ns/a/sa/b"], notIpBlocks: ["10.0.0.0/8"]}
          - source: {serviceAccounts: [web]}
          to:
          - operation: {methods: ["GET"], paths: ["/a*"], notPorts: ["80"]}
          when:
          - {key: "request.headers[x]", values: ["1"], notValues: ["2"]}
        - to: [{operation: {hosts: ["a.com"]}}]
      """;

  private static final String OTHERS =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: r, labels: {a: b}}
      spec:
        parentRefs: [{group: "", kind: Service, name: reviews, port: 9080}]
        rules:
        - matches:
          - path: {type: Exact, value: /a}
            headers: [{name: a, value: b}]
            method: GET
          filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: b}]}}]
          backendRefs: [{name: a, port: 80, weight: 5}]
          timeouts: {request: 5s}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: a}
      spec: {clusterIP: 10.0.0.1, ports: [{name: http, port: 80, targetPort: 80}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: a, ownerReferences: [{kind: ReplicaSet, name: a, controller: true}]}
      spec: {nodeName: a}
      status: {podIPs: [{ip: 10.0.0.1}]}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio, namespace: istio-system}
      data: {mesh: "trustDomain: a"}
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata: {name: a, creationTimestamp: "2026-01-01T00:00:00Z"}
      addressType: IPv4
      ports: [{name: http, port: 80}]
      endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: a}}]
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: a}
      spec:
        gatewayClassName: a
        listeners:
        - name: a
          port: 15008
          protocol: HBONE
          allowedRoutes:
            namespaces: {from: Selector, selector: {matchExpressions: [{key: a, operator: Exists}]}}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: ReferenceGrant
      metadata: {name: a}
      spec: {from: [{group: "", kind: A, namespace: b}], to: [{group: "", kind: B, name: c}]}
      ---
      apiVersion: security.istio.io/v1
      kind: PeerAuthentication
      metadata: {name: a}
      spec:
        selector: {matchLabels: {app: a}}
        mtls: {mode: PERMISSIVE}
        portLevelMtls: {8080: {mode: STRICT}}
      ---
      apiVersion: networking.istio.io/v1
      kind: ServiceEntry
      metadata: {name: a}
      spec:
        hosts: [a.com]
        ports: [{number: 80, name: a, protocol: HTTP}]
        resolution: STATIC
        endpoints: [{address: 10.0.0.1, ports: {a: 80}}]
      """;

  private enum Fault {
    /** Takes a part out: a valid document perhaps. */
    DELETE,
    /** Gives a part another type. */
    RETYPE,
    /** Gives a field another name. */
    RENAME,
    /** Adds a field that nobody knows. */
    ADD
  }

  @RepeatedTest(4)
  void nothingThrows(RepetitionInfo run) {
    long seed = run.getCurrentRepetition();
    Random random = new Random(seed);
    ObjectReader reader = new ObjectReader("istio-system");
    List<Tree> documents = YamlReader.parse("a.yaml", POLICY + "---\n" + OTHERS).documents();
    for (int i = 0; i < CASES; i++) {
      Tree document = documents.get(random.nextInt(documents.size()));
      Tree mutated = document;
      for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
        mutated = mutate(mutated, pick(random, Fault.values()), random);
      }
      try {
        ReadResult result = reader.read(mutated);
        assertThat(result.diagnostics()).doesNotContainNull();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", case " + i + ": " + mutated, e);
      }
    }
  }

  /** A fault in the spec leaves the policy as it is, or denies, or is at least said. */
  @RepeatedTest(4)
  void aPolicyIsNeverReadWeaker(RepetitionInfo run) {
    long seed = 1_000L + run.getCurrentRepetition();
    Random random = new Random(seed);
    ObjectReader reader = new ObjectReader("istio-system");
    Tree.Mapping good = (Tree.Mapping) YamlReader.parse("a.yaml", POLICY).documents().getFirst();
    MeshObject whole = reader.read(good).object().orElseThrow();
    Tree spec = Optional.ofNullable(good.entries().get("spec")).orElseThrow();
    for (int i = 0; i < CASES; i++) {
      int at = i;
      Fault fault = pick(random, new Fault[] {Fault.RETYPE, Fault.RENAME, Fault.ADD});
      Map<String, Tree> entries = new LinkedHashMap<>(good.entries());
      Tree mutated = mutate(spec, fault, random);
      entries.put("spec", mutated);
      ReadResult result = reader.read(new Tree.Mapping(entries, Optional.empty()));
      AuthorizationPolicy policy = Reading.object(AuthorizationPolicy.class, result);
      Supplier<String> message =
          () -> "seed " + seed + ", case " + at + ", " + fault + ": " + mutated;
      if (policy.unreadable()) {
        assertThat(policy.action()).as(message).isEqualTo(Action.DENY);
        assertThat(policy.targets()).as(message).isNotEmpty();
        assertThat(policy.rules())
            .as(message)
            .containsExactly(new Rule(0, List.of(), List.of(), List.of()));
        assertThat(result.diagnostics())
            .as(message)
            .extracting(Diagnostic::code)
            .contains(Code.WS0201);
      } else {
        assertThat(policy.equals(whole) || !result.diagnostics().isEmpty()).as(message).isTrue();
      }
    }
  }

  private static Tree mutate(Tree tree, Fault fault, Random random) {
    return switch (tree) {
      case Tree.Mapping mapping when !mapping.entries().isEmpty() -> in(mapping, fault, random);
      case Tree.Sequence sequence when !sequence.items().isEmpty() -> in(sequence, fault, random);
      case Tree.Mapping _, Tree.Sequence _, Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ ->
          retyped(tree, random);
    };
  }

  private static Tree in(Tree.Mapping mapping, Fault fault, Random random) {
    Map<String, Tree> entries = new LinkedHashMap<>(mapping.entries());
    String key = pick(random, entries.keySet().toArray(String[]::new));
    Tree value = Optional.ofNullable(entries.get(key)).orElseThrow();
    if (isNode(value) && random.nextInt(4) > 0) {
      entries.put(key, mutate(value, fault, random));
      return new Tree.Mapping(entries, mapping.position());
    }
    switch (fault) {
      case DELETE -> entries.remove(key);
      case RETYPE -> entries.put(key, retyped(value, random));
      case RENAME -> {
        entries.remove(key);
        entries.put(key + "x", value);
      }
      case ADD -> entries.put("zzz", value);
    }
    return new Tree.Mapping(entries, mapping.position());
  }

  private static Tree in(Tree.Sequence sequence, Fault fault, Random random) {
    List<Tree> items = new ArrayList<>(sequence.items());
    int at = random.nextInt(items.size());
    switch (fault) {
      case DELETE -> items.remove(at);
      case RETYPE, RENAME, ADD -> items.set(at, mutate(items.get(at), fault, random));
    }
    return new Tree.Sequence(items, sequence.position());
  }

  private static boolean isNode(Tree tree) {
    return switch (tree) {
      case Tree.Mapping _, Tree.Sequence _ -> true;
      case Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> false;
    };
  }

  /** Another type, but never null: that is a field that is not written. */
  private static Tree retyped(Tree tree, Random random) {
    Optional<Position> at = tree.position();
    Tree other =
        pick(
            random,
            new Tree[] {
              new Tree.Text("zzz", at),
              new Tree.Num(new BigDecimal("-1e400"), at),
              new Tree.Num(new BigDecimal("0.5"), at),
              new Tree.Bool(true, at),
              new Tree.Mapping(Map.of("zzz", tree), at),
              new Tree.Sequence(List.of(tree, tree), at)
            });
    return other.getClass() == tree.getClass() ? new Tree.Num(BigDecimal.TEN, at) : other;
  }

  private static <T> T pick(Random random, T[] from) {
    return from[random.nextInt(from.length)];
  }
}
