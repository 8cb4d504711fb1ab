package io.waystone.translator.input;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Opens the YAML text that the settings' ConfigMap has under {@code data.mesh}, so that its fields
 * have paths and positions like all others. Text that does not parse stays text.
 */
final class NestedSettings {

  private NestedSettings() {}

  static Tree expand(Tree document) {
    if (document instanceof Tree.Mapping object
        && object.entries().get("data") instanceof Tree.Mapping data
        && data.entries().get("mesh") instanceof Tree.Text text) {
      return parse(text)
          .map(mesh -> (Tree) with(object, "data", with(data, "mesh", mesh)))
          .orElse(document);
    }
    return document;
  }

  private static Optional<Tree> parse(Tree.Text text) {
    Parsed parsed = YamlReader.parse("", text.value());
    if (parsed.broken().isPresent() || parsed.documents().size() > 1) {
      return Optional.empty();
    }
    Tree nested =
        parsed.documents().isEmpty()
            ? new Tree.Mapping(Map.of(), Optional.empty())
            : parsed.documents().getFirst();
    // People write a block ("mesh: |-"): its first line is the one after the key.
    return Optional.of(
        text.position()
            .map(key -> Positions.below(nested, key))
            .orElseGet(() -> Positions.none(nested)));
  }

  private static Tree.Mapping with(Tree.Mapping mapping, String key, Tree value) {
    Map<String, Tree> entries = new LinkedHashMap<>(mapping.entries());
    entries.put(key, value);
    return new Tree.Mapping(entries, mapping.position());
  }
}
