package io.waystone.translator.mesh;

import io.waystone.translator.input.PathNormalization;
import java.util.List;

/**
 * The settings of the mesh as a whole.
 *
 * @param trustDomain of every identity that we issue
 * @param trustDomainAliases further trust domains whose identities are taken as ours
 * @param rootNamespace where settings and policies for the whole mesh are
 * @param clusterDomain the last part of a service's host name
 * @param cluster the cluster's id, as it appears in metrics
 * @param localEndpoints whether endpoints on addresses of the waypoint's own machine are taken,
 *     which stands for a mesh that lies on one machine; elsewhere they are doors to what the
 *     waypoint's neighbours trust it with, its own admin port above all
 * @param pathNormalization what is done to the paths of requests before anything looks at them
 */
public record Mesh(
    String trustDomain,
    List<String> trustDomainAliases,
    String rootNamespace,
    String clusterDomain,
    String cluster,
    boolean localEndpoints,
    PathNormalization pathNormalization) {

  /** What Istio has where nothing is said, but for paths, which are hardened. */
  public static final Mesh DEFAULT =
      new Mesh("cluster.local", List.of(), "istio-system", "cluster.local", "Kubernetes");

  public Mesh {
    trustDomainAliases = List.copyOf(trustDomainAliases);
  }

  /** Settings of a mesh that is not on one machine. */
  public Mesh(
      String trustDomain,
      List<String> trustDomainAliases,
      String rootNamespace,
      String clusterDomain,
      String cluster) {
    this(
        trustDomain,
        trustDomainAliases,
        rootNamespace,
        clusterDomain,
        cluster,
        false,
        PathNormalization.HARDENED);
  }

  /** The same, for a mesh on one machine: a demo, a test. */
  public Mesh withLocalEndpoints() {
    return new Mesh(
        trustDomain,
        trustDomainAliases,
        rootNamespace,
        clusterDomain,
        cluster,
        true,
        pathNormalization);
  }

  /** The trust domain and its aliases, without repetition. */
  public List<String> trustDomains() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(trustDomain), trustDomainAliases.stream())
        .distinct()
        .toList();
  }
}
