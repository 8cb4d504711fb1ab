package io.waystone.server.ads;

import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import io.waystone.translator.envoy.Capabilities;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an Envoy has, as its node says: by the names of its extensions, and by its version only
 * where an extension has other fields than before.
 */
final class NodeCapabilities {

  private static final String STATS_LOGGER = "envoy.access_loggers.stats";

  /** Envoy 1.39. */
  private static final int FIRST_WITH_SCOPE = 39;

  /** Istio's build, and Envoy's contrib build since 1.37. */
  private static final Set<String> ISTIO =
      Set.of("envoy.filters.http.istio_stats", "envoy.filters.http.peer_metadata");

  private NodeCapabilities() {}

  /** {@link Capabilities#STANDARD} for a node that says nothing about its extensions. */
  static Capabilities of(Node node) {
    Set<String> names =
        node.getExtensionsList().stream()
            .filter(extension -> !extension.getDisabled())
            .map(Extension::getName)
            .collect(Collectors.toSet());
    return node.getExtensionsCount() == 0
        ? Capabilities.STANDARD
        : new Capabilities(
            names.contains(Capabilities.Strings.HASHABLE.factory())
                ? Capabilities.Strings.HASHABLE
                : Capabilities.Strings.PLAIN,
            stats(node, names),
            names.containsAll(ISTIO));
  }

  private static Capabilities.StatsLogger stats(Node node, Set<String> names) {
    if (!names.contains(STATS_LOGGER)) {
      return Capabilities.StatsLogger.NONE;
    }
    return hasScope(node.getUserAgentBuildVersion().getVersion())
        ? Capabilities.StatsLogger.STATS_SCOPE
        // Taken by all, also where it is deprecated.
        : Capabilities.StatsLogger.STAT_PREFIX;
  }

  private static boolean hasScope(SemanticVersion version) {
    return version.getMajorNumber() == 1
        ? version.getMinorNumber() >= FIRST_WITH_SCOPE
        : version.getMajorNumber() > 1;
  }
}
