package io.waystone.server.source;

import io.waystone.translator.input.ObjectReader;
import io.waystone.translator.input.Parsed;
import io.waystone.translator.input.YamlReader;

/** Reads the objects of a text. */
public final class DocumentReader {

  private final ObjectReader objects;

  /**
   * A reader.
   *
   * @param rootNamespace where the ConfigMap {@code istio} is the mesh settings
   */
  public DocumentReader(String rootNamespace) {
    objects = new ObjectReader(rootNamespace);
  }

  /**
   * Reads all documents of a text; never throws, whatever the text.
   *
   * @param source what the positions name: a file path as the user gave it, or {@code <stdin>}
   */
  FileContent read(String source, String text) {
    Parsed parsed = YamlReader.parse(source, text);
    return new FileContent(
        parsed.documents().stream().map(objects::read).toList(), parsed.broken());
  }
}
