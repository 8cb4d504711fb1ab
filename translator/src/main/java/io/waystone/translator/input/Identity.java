package io.waystone.translator.input;

import java.util.Optional;

/**
 * What a document says it is: {@code apiVersion}, {@code kind}, {@code metadata.name}.
 *
 * @param group the API group; empty for the core
 * @param namespace as written
 * @param metadata the mapping
 */
record Identity(
    String group,
    String version,
    String kind,
    Optional<String> namespace,
    String name,
    Tree.Mapping metadata) {

  /** The identity of a document; empty if a part of it is not there. */
  static Optional<Identity> of(Tree document) {
    if (!(document instanceof Tree.Mapping object)
        || !(object.entries().get("metadata") instanceof Tree.Mapping metadata)) {
      return Optional.empty();
    }
    Optional<String> apiVersion = text(object, "apiVersion");
    Optional<String> kind = text(object, "kind");
    Optional<String> name = text(metadata, "name");
    if (apiVersion.isEmpty() || kind.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    int slash = apiVersion.get().indexOf('/');
    return Optional.of(
        new Identity(
            slash < 0 ? "" : apiVersion.get().substring(0, slash),
            apiVersion.get().substring(slash + 1),
            kind.get(),
            text(metadata, "namespace"),
            name.get(),
            metadata));
  }

  /** {@code group/version}; the core's has no group. */
  static String apiVersion(String group, String version) {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /**
   * Its name; without a namespace it is in {@code default}, as for kubectl. A kind that is not read
   * has its group in the name: Istio's Gateway is not the Gateway API's, and must not stand for it.
   */
  ObjectRef ref(Optional<Kind> of) {
    boolean namespaced = of.map(Kind::namespaced).orElse(namespace.isPresent());
    return new ObjectRef(
        of.isPresent() || group.isEmpty() ? kind : kind + "." + group,
        namespaced ? namespace.orElse("default") : "",
        name);
  }

  private static Optional<String> text(Tree.Mapping mapping, String field) {
    return mapping.entries().get(field) instanceof Tree.Text text && !text.value().isEmpty()
        ? Optional.of(text.value())
        : Optional.empty();
  }
}
