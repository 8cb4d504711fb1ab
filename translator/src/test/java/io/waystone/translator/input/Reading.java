package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Reads YAML in tests. */
final class Reading {

  static final String FILE = "a.yaml";

  private Reading() {}

  /** All documents of a text, read with root namespace {@code istio-system}. */
  static List<ReadResult> all(String yaml) {
    Parsed parsed = YamlReader.parse(FILE, yaml);
    assertThat(parsed.broken()).isEmpty();
    ObjectReader reader = new ObjectReader("istio-system");
    return parsed.documents().stream().map(reader::read).toList();
  }

  /** The one document of a text. */
  static ReadResult one(String yaml) {
    List<ReadResult> results = all(yaml);
    assertThat(results).hasSize(1);
    return results.getFirst();
  }

  /** The record of a document in which nothing is wrong. */
  static <T extends MeshObject> T good(Class<T> type, String yaml) {
    ReadResult result = one(yaml);
    assertThat(result.diagnostics()).isEmpty();
    return object(type, result);
  }

  static <T extends MeshObject> T object(Class<T> type, ReadResult result) {
    return type.cast(result.object().orElseThrow());
  }

  /** The diagnostics, each as {@code LINE CODE FIELD}. */
  static List<String> found(ReadResult result) {
    return result.diagnostics().stream()
        .map(d ->
            result.origin().position(d.cause().field()).map(Position::line).orElse(0)
                + " "
                + d.code()
                + " "
                + d.cause().field())
        .map(String::strip)
        .toList();
  }
}
