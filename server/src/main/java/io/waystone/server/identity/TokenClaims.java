package io.waystone.server.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import io.waystone.server.identity.Workload.BoundPod;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;

/**
 * What a service account token says of its holder. Kubernetes: subject {@code
 * system:serviceaccount:NAMESPACE:NAME} and a claim {@code kubernetes.io} that names the namespace,
 * the service account, and what the token is bound to.
 */
final class TokenClaims {

  private static final String KUBERNETES = "kubernetes.io";

  private TokenClaims() {}

  /**
   * Who holds it.
   *
   * @param claims verified ones
   * @return empty if they are not such as an API server writes today; older ones, which were bound
   *     to nothing, have other names
   */
  static Optional<Workload> workload(JWTClaimsSet claims) throws ParseException {
    Optional<Map<String, Object>> written =
        Optional.ofNullable(claims.getJSONObjectClaim(KUBERNETES));
    return written.flatMap(bound -> workload(bound, Optional.ofNullable(claims.getSubject())));
  }

  private static Optional<Workload> workload(Map<String, Object> bound, Optional<String> subject) {
    Optional<String> namespace = text(bound, "namespace");
    Optional<String> name = part(bound, "serviceaccount").flatMap(account -> text(account, "name"));
    if (namespace.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    ServiceAccount account = new ServiceAccount(namespace.get(), name.get());
    String same = "system:serviceaccount:" + account.namespace() + ":" + account.name();
    Optional<BoundPod> pod =
        part(bound, "pod")
            .flatMap(named ->
                text(named, "name")
                    .flatMap(podName -> text(named, "uid").map(uid -> new BoundPod(podName, uid))));
    Optional<String> node = part(bound, "node").flatMap(named -> text(named, "name"));
    boolean whole =
        pod.isPresent() == bound.containsKey("pod")
            && node.isPresent() == bound.containsKey("node");
    return subject
        .filter(same::equals)
        .filter(_ -> whole)
        .map(_ -> new Workload(account, pod, node));
  }

  private static Optional<Map<?, ?>> part(Map<?, ?> of, String name) {
    return of.get(name) instanceof Map<?, ?> part ? Optional.of(part) : Optional.empty();
  }

  private static Optional<String> text(Map<?, ?> of, String name) {
    return of.get(name) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }
}
