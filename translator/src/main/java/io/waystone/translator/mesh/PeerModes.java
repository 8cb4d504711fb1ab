package io.waystone.translator.mesh;

import io.waystone.translator.graph.Collection;
import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.PeerAuthentication;
import io.waystone.translator.input.PeerAuthentication.Mode;
import io.waystone.translator.mesh.PeerPolicy.OfPorts;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which workloads take connections without mutual TLS, and on which ports (istiod: the workload's
 * PeerAuthentication before its namespace's before the mesh's, of each the oldest; UNSET is what
 * the wider one says). One that cannot be read makes all that it selects strict, whatever others
 * say.
 */
final class PeerModes {

  private static final String TYPE = "ZtunnelAccepted";

  /** Those that are policies of their own because their ports differ. */
  final Collection<ObjectRef, Outcome<OfPorts>> ofPorts;

  /** What becomes of each. */
  final Collection<ObjectRef, Outcome<Condition>> verdicts;

  private final Services services;
  private final Index<String, ObjectRef, PeerAuthentication> wide;
  private final Selections<PeerAuthentication> bySelector;

  /** Of a namespace as a whole. */
  private final Function<String, Wide> namespaces;

  /**
   * What holds where no workload is selected.
   *
   * @param forced one of them cannot be read: there are no exceptions
   */
  private record Wide(boolean strict, boolean forced, SortedSet<Cause> causes) {}

  PeerModes(GraphBuilder graph, Inputs inputs, Services services) {
    this.services = services;
    wide =
        graph.index(
            "peer authentications of namespaces",
            inputs.peerAuthentications,
            (ref, peer) -> peer.ofWorkloads() ? Set.of() : Set.of(ref.namespace()));
    bySelector =
        new Selections<>(
            graph,
            "peer authentications by selector",
            inputs.peerAuthentications,
            PeerAuthentication::selector);
    namespaces = graph.function("peer modes of namespaces", this::wide);
    ofPorts =
        graph.collection(
            "peer policies of ports",
            inputs.peerAuthentications.keys(),
            (read, ref) ->
                read.find(inputs.peerAuthentications, ref).flatMap(p -> ofPorts(read, p)));
    verdicts =
        graph.collection(
            "peer verdicts",
            inputs.peerAuthentications.keys(),
            (read, ref) -> read.find(inputs.peerAuthentications, ref).map(p -> verdict(read, p)));
  }

  /** The policy that a workload with these labels needs; empty: it takes everybody. */
  Optional<PeerPolicy> of(
      Reader read, String namespace, Map<String, String> labels, Outcome.Notes notes) {
    String root = read.get(services.rootNamespace, Services.MESH);
    Wide around = read.get(namespaces, namespace);
    notes.causes(around.causes());
    List<PeerAuthentication> own =
        namespace.equals(root)
            ? List.of()
            : bySelector.of(read, namespace, labels).stream().sorted(oldestFirst()).toList();
    boolean forced = around.forced() || own.stream().anyMatch(PeerAuthentication::unreadable);
    own.stream().limit(1).forEach(peer -> notes.cause(Cause.of(peer.ref())));
    if (forced) {
      return Optional.of(new PeerPolicy.Strict());
    }
    Optional<PeerAuthentication> first = own.stream().findFirst();
    Optional<PeerPolicy> ports =
        first.flatMap(peer -> read.find(ofPorts, peer.ref())).map(Outcome::value);
    boolean strict =
        first.map(peer -> strict(peer.mode(), around.strict())).orElse(around.strict());
    return ports.or(() -> strict ? Optional.of(new PeerPolicy.Strict()) : Optional.empty());
  }

  private static Comparator<PeerAuthentication> oldestFirst() {
    return Comparator.comparing(PeerAuthentication::meta, Meta.OLDEST_FIRST);
  }

  private static boolean strict(Mode mode, boolean otherwise) {
    return switch (mode) {
      case STRICT -> true;
      case PERMISSIVE, DISABLE -> false;
      case UNSET -> otherwise;
    };
  }

  private Wide wide(Reader read, String namespace) {
    String root = read.get(services.rootNamespace, Services.MESH);
    List<PeerAuthentication> mesh = ofNamespace(read, root);
    List<PeerAuthentication> own =
        namespace.equals(root) ? List.of() : ofNamespace(read, namespace);
    boolean strict = strict(first(mesh), false);
    SortedSet<Cause> causes = new TreeSet<>();
    mesh.stream().limit(1).forEach(peer -> causes.add(Cause.of(peer.ref())));
    own.stream().limit(1).forEach(peer -> causes.add(Cause.of(peer.ref())));
    boolean forced =
        mesh.stream().anyMatch(PeerAuthentication::unreadable)
            || own.stream().anyMatch(PeerAuthentication::unreadable);
    return new Wide(strict(first(own), strict) || forced, forced, causes);
  }

  private List<PeerAuthentication> ofNamespace(Reader read, String namespace) {
    return read.bucket(wide, namespace).values().stream().sorted(oldestFirst()).toList();
  }

  private static Mode first(List<PeerAuthentication> sorted) {
    return sorted.stream().findFirst().map(PeerAuthentication::mode).orElse(Mode.UNSET);
  }

  /** Only ports that differ from the rest make it one: the others are served by a common one. */
  private Optional<Outcome<OfPorts>> ofPorts(Reader read, PeerAuthentication peer) {
    String root = read.get(services.rootNamespace, Services.MESH);
    if (!peer.ofWorkloads() || peer.unreadable() || peer.meta().namespace().equals(root)) {
      return Optional.empty();
    }
    Wide around = read.get(namespaces, peer.meta().namespace());
    boolean strict = strict(peer.mode(), around.strict());
    SortedSet<Integer> others = new TreeSet<>();
    peer.ports()
        .forEach((port, mode) -> {
          if (strict(mode, strict) != strict) {
            others.add(port);
          }
        });
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Outcome.Notes()
                .cause(Cause.of(peer.ref()))
                .causes(peer.mode() == Mode.UNSET ? around.causes() : Set.of())
                .outcome(new OfPorts(peer.ref(), strict, others)));
  }

  private Outcome<Condition> verdict(Reader read, PeerAuthentication peer) {
    String namespace = peer.meta().namespace();
    boolean root = namespace.equals(read.get(services.rootNamespace, Services.MESH));
    Outcome.Notes notes = new Outcome.Notes().cause(Cause.of(peer.ref()));
    if (peer.ofWorkloads() && root) {
      return without(
          peer,
          "a selector has no effect in the root namespace",
          "Write it in the namespace of the workloads, or take the selector out",
          notes);
    }
    if (peer.unreadable()) {
      String message = "it cannot be read: mutual TLS only " + reach(peer, root);
      return notes.outcome(Condition.of(peer.ref(), TYPE, false, "Invalid", message));
    }
    Optional<ObjectRef> older =
        alike(read, peer).stream()
            .min(oldestFirst())
            .map(PeerAuthentication::ref)
            .filter(first -> !first.equals(peer.ref()));
    return older
        .map(first ->
            without(
                peer, "an older one goes before it: " + first, "Take one of the two out", notes))
        .orElseGet(() ->
            notes.outcome(
                Condition.of(peer.ref(), TYPE, true, "Accepted", "in force " + reach(peer, root))));
  }

  private List<PeerAuthentication> alike(Reader read, PeerAuthentication peer) {
    return peer.ofWorkloads()
        ? bySelector
            .of(
                read,
                peer.meta().namespace(),
                peer.selector().map(selector -> selector.labels()).orElse(Map.of()))
            .stream()
            .filter(other -> other.selector().equals(peer.selector()))
            .toList()
        : ofNamespace(read, peer.meta().namespace());
  }

  private static String reach(PeerAuthentication peer, boolean root) {
    if (peer.ofWorkloads()) {
      return "for the workloads that it selects";
    }
    return root ? "for the mesh" : "for the namespace";
  }

  private static Outcome<Condition> without(
      PeerAuthentication peer, String problem, String fix, Outcome.Notes notes) {
    return notes
        .diagnostic(
            new Diagnostic(Code.WS0232, Cause.of(peer.ref()), problem, "it decides nothing", fix))
        .outcome(Condition.of(peer.ref(), TYPE, false, "NoEffect", problem));
  }
}
