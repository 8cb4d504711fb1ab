package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;

/**
 * The key {@code mesh} of the ConfigMap {@code istio}; what it does not say comes from flags.
 *
 * @param trustDomain {@code trustDomain}
 * @param rootNamespace {@code rootNamespace}
 */
public record MeshSettings(
    Meta meta,
    Optional<String> trustDomain,
    List<String> trustDomainAliases,
    Optional<String> rootNamespace)
    implements MeshObject {
  public MeshSettings {
    trustDomainAliases = List.copyOf(trustDomainAliases);
  }
}
