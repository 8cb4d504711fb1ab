package io.waystone.server.cli;

import io.waystone.translator.mesh.Mesh;
import java.util.List;
import picocli.CommandLine.Option;

/** What holds where the ConfigMap {@code istio} of the root namespace says nothing. */
final class MeshOptions {

  @Option(
      names = "--trust-domain",
      paramLabel = "DOMAIN",
      defaultValue = "cluster.local",
      description = "Trust domain where the mesh settings name none (${DEFAULT-VALUE}).")
  private String trustDomain = Mesh.DEFAULT.trustDomain();

  @Option(
      names = "--root-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "istio-system",
      description =
          "Where the mesh settings (ConfigMap istio, key mesh) and policies for the whole mesh are"
              + " (${DEFAULT-VALUE}).")
  private String rootNamespace = Mesh.DEFAULT.rootNamespace();

  @Option(
      names = "--cluster-domain",
      paramLabel = "DOMAIN",
      defaultValue = "cluster.local",
      description = "The last part of a service's host name (${DEFAULT-VALUE}).")
  private String clusterDomain = Mesh.DEFAULT.clusterDomain();

  @Option(
      names = "--cluster-id",
      paramLabel = "ID",
      defaultValue = "Kubernetes",
      description = "The cluster's name in metrics (${DEFAULT-VALUE}).")
  private String cluster = Mesh.DEFAULT.cluster();

  @Option(
      names = "--allow-loopback-endpoints",
      description =
          "Takes endpoints on loopback and link-local addresses, for a mesh on one machine. Behind"
              + " a waypoint that others share they are doors to its own admin port.")
  private boolean localEndpoints;

  Mesh mesh() {
    Mesh mesh = new Mesh(trustDomain, List.of(), rootNamespace, clusterDomain, cluster);
    return localEndpoints ? mesh.withLocalEndpoints() : mesh;
  }
}
