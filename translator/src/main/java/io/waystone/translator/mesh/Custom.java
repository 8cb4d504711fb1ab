package io.waystone.translator.mesh;

import io.waystone.translator.input.AuthorizationProvider;
import java.util.List;

/**
 * The CUSTOM policies of a port: what one of their rules matches, the provider is asked about.
 *
 * @param service the provider's
 * @param host its full name
 * @param policies by name, never empty
 */
public record Custom(
    AuthorizationProvider provider, ServiceKey service, String host, List<Policy> policies) {
  public Custom {
    policies = List.copyOf(policies);
  }

  /** How it is asked. */
  public Asking asking() {
    return Asking.of(provider.form());
  }
}
