package io.waystone.translator.mesh;

import io.waystone.translator.input.Addresses;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A pod with an address of each family is in two EndpointSlices of a service and is one endpoint:
 * counted twice, it would get twice its share, and a service with pods of one family beside it
 * would be split by families.
 */
final class PodEndpoints {

  private PodEndpoints() {}

  /** An endpoint, and the pod that it is, where its slice says so. */
  record OfPod(Optional<String> pod, Endpoint endpoint) {}

  /** Each pod by its addresses of the preferred family, or of the other one if it has none. */
  static List<Endpoint> oncePerPod(List<OfPod> all, boolean prefersIpv6) {
    Set<String> preferred =
        all.stream()
            .filter(found -> isIpv6(found) == prefersIpv6)
            .flatMap(found -> found.pod().stream())
            .collect(Collectors.toSet());
    return all.stream()
        .filter(found ->
            isIpv6(found) == prefersIpv6 || found.pod().filter(preferred::contains).isEmpty())
        .map(OfPod::endpoint)
        .toList();
  }

  private static boolean isIpv6(OfPod found) {
    return Addresses.isIpv6(found.endpoint().address());
  }
}
