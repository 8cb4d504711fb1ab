package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.generate.LargeMesh;
import io.waystone.translator.graph.Counts;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.PeerAuthentication;
import io.waystone.translator.input.Pod;
import io.waystone.translator.input.ServiceEntry;
import io.waystone.translator.input.WaypointLabels;
import io.waystone.translator.input.WorkloadEntry;
import io.waystone.translator.input.WorkloadSelector;
import io.waystone.translator.ztunnel.ZtunnelChange;
import io.waystone.translator.ztunnel.ZtunnelId;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * DESIGN D2 of what ztunnel is told: one change costs as much among 5,000 services as among 100.
 */
class ZtunnelCountsTest {

  private static final Map<Integer, Translator> BUILT = new HashMap<>();

  @AfterAll
  static void forget() {
    BUILT.clear();
  }

  /**
   * A change of a mesh.
   *
   * @param of what is set instead of what is there
   * @param back what was there; empty: nothing was
   * @param changed the names of what ztunnel is told anew
   */
  record Case(
      String name,
      Function<LargeMesh, MeshObject> of,
      Function<LargeMesh, Optional<MeshObject>> back,
      List<String> changed) {

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> changes() {
    String pod = "Kubernetes//Pod/shop/s7-1";
    String both = "Kubernetes//Pod/shop/s7-0";
    String service = "shop/s7.shop.svc.cluster.local";
    return List.of(
        new Case(
            "a pod is not ready",
            mesh -> pod(mesh.pod(7, 1, true), false, Map.of("app", "s7")),
            mesh -> Optional.of(mesh.pod(7, 1, true)),
            List.of(pod)),
        new Case(
            "a pod leaves the mesh",
            mesh -> mesh.pod(7, 1, false),
            mesh -> Optional.of(mesh.pod(7, 1, true)),
            List.of(pod)),
        new Case(
            "a pod has another label that a service asks for",
            mesh -> pod(mesh.pod(7, 1, true), true, Map.of("app", "s8")),
            mesh -> Optional.of(mesh.pod(7, 1, true)),
            List.of(pod)),
        new Case(
            "a pod has another label that nobody asks for",
            mesh -> pod(mesh.pod(7, 1, true), true, Map.of("app", "s7", "team", "a")),
            mesh -> Optional.of(mesh.pod(7, 1, true)),
            List.of()),
        new Case(
            "a service leaves its waypoint",
            mesh -> mesh.service(7, new WaypointLabels(Optional.of("none"), Optional.empty())),
            mesh -> Optional.of(mesh.service(7, WaypointLabels.NONE)),
            List.of(service)),
        new Case(
            "an endpoint is not ready",
            mesh -> mesh.slice(7, false),
            mesh -> Optional.of(mesh.slice(7, true)),
            List.of()),
        new Case(
            "a policy for a service",
            mesh -> mesh.servicePolicy(7, "PUT"),
            mesh -> Optional.of(mesh.servicePolicy(7, "POST")),
            List.of()),
        new Case(
            "mutual TLS for the pods of a service",
            _ -> strict("s7"),
            _ -> Optional.empty(),
            List.of(both, pod)),
        new Case(
            "a workload entry",
            _ -> entry(),
            _ -> Optional.empty(),
            List.of("Kubernetes/networking.istio.io/WorkloadEntry/shop/vm")));
  }

  private static Pod pod(Pod pod, boolean ready, Map<String, String> labels) {
    Pod.Instance was = pod.instance();
    return new Pod(
        pod.meta(),
        pod.ips(),
        pod.node(),
        pod.serviceAccount(),
        pod.captured(),
        pod.workload(),
        pod.canonicalService(),
        pod.canonicalRevision(),
        pod.waypoint(),
        pod.choice(),
        new Pod.Instance(
            was.uid(),
            was.ended(),
            was.hostNetwork(),
            was.addresses(),
            ready,
            was.nativeTunnel(),
            was.ports(),
            labels));
  }

  private static PeerAuthentication strict(String app) {
    return new PeerAuthentication(
        meta("PeerAuthentication", "strict"),
        Optional.of(new WorkloadSelector(Map.of("app", app))),
        PeerAuthentication.Mode.STRICT,
        new TreeMap<>(),
        false);
  }

  private static WorkloadEntry entry() {
    return new WorkloadEntry(
        meta("WorkloadEntry", "vm"),
        new ServiceEntry.Endpoint("192.0.2.1", Map.of(), 0, ""),
        "vm",
        new WorkloadEntry.Traits(false, false, Map.of("app", "s7")));
  }

  private static Meta meta(String kind, String name) {
    return new Meta(new ObjectRef(kind, LargeMesh.NAMESPACE, name), Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void costsTheSameAt100AndAt5000(Case change) {
    Translator small = built(100);
    Translator large = built(5_000);
    SortedMap<String, Object> before = told(small);
    Counts few = small.edit().set(change.of().apply(new LargeMesh(100))).apply().counts();
    Translator.Applied applied = large.edit().set(change.of().apply(new LargeMesh(5_000))).apply();
    Counts many = applied.counts();
    assertThat(applied.ztunnel().stream().map(ZtunnelChange::id))
        .as("what is serialised, and sent")
        .filteredOn(id -> id.type() == ZtunnelType.ADDRESS)
        .extracting(ZtunnelId::name)
        .isEqualTo(change.changed());
    assertThat(different(before, told(small))).isEqualTo(change.changed());
    assertThat(many).isEqualTo(few);
    Counts fewBack = back(small, 100, change);
    Counts manyBack = back(large, 5_000, change);
    assertThat(manyBack).as("taken back").isEqualTo(fewBack);
    assertThat(told(small)).isEqualTo(before);
  }

  private static Counts back(Translator translator, int size, Case change) {
    Translator.Edit edit = translator.edit();
    change
        .back()
        .apply(new LargeMesh(size))
        .ifPresentOrElse(
            edit::set, () -> edit.remove(change.of().apply(new LargeMesh(size)).ref()));
    return edit.apply().counts();
  }

  private static SortedMap<String, Object> told(Translator translator) {
    SortedMap<String, Object> told = new TreeMap<>();
    translator.addresses().forEach((name, made) -> told.put(name, made.value()));
    return told;
  }

  private static List<String> different(
      SortedMap<String, Object> before, SortedMap<String, Object> after) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    return names.stream()
        .filter(name ->
            !Optional.ofNullable(before.get(name)).equals(Optional.ofNullable(after.get(name))))
        .toList();
  }

  private static Translator built(int size) {
    return BUILT.computeIfAbsent(size, services -> new LargeMesh(services).translator());
  }
}
