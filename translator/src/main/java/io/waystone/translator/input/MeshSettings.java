package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;

/**
 * The key {@code mesh} of the ConfigMap {@code istio}; what it does not say comes from flags.
 *
 * @param trustDomain {@code trustDomain}
 * @param rootNamespace {@code rootNamespace}
 * @param pathNormalization {@code pathNormalization.normalization}; empty for {@code DEFAULT}, too
 * @param providers those of {@code extensionProviders} that decide about requests, each name once
 */
public record MeshSettings(
    Meta meta,
    Optional<String> trustDomain,
    List<String> trustDomainAliases,
    Optional<String> rootNamespace,
    Optional<PathNormalization> pathNormalization,
    List<AuthorizationProvider> providers)
    implements MeshObject {
  public MeshSettings {
    providers = List.copyOf(providers);
    trustDomainAliases = List.copyOf(trustDomainAliases);
  }

  /** Settings that say nothing. */
  static MeshSettings silent(Meta meta) {
    return new MeshSettings(
        meta, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), List.of());
  }

  /** The same with this path normalisation. */
  MeshSettings with(PathNormalization paths) {
    return new MeshSettings(
        meta, trustDomain, trustDomainAliases, rootNamespace, Optional.of(paths), providers);
  }
}
