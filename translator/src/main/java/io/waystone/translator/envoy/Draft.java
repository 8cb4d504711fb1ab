package io.waystone.translator.envoy;

import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Function;

/**
 * A resource that was made, and what Envoy's API says against it.
 *
 * @param violations empty if it may be sent
 */
record Draft(Resource resource, List<String> violations) {
  Draft {
    violations = List.copyOf(violations);
  }

  static <M extends Message> Draft of(M message, Function<M, Resource> resource) {
    return new Draft(resource.apply(message), EnvoyRules.violations(message));
  }
}
