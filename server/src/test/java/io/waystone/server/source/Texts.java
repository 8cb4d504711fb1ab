package io.waystone.server.source;

import io.waystone.translator.input.Namespace;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ReadResult;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts of Namespaces for tests. */
final class Texts {

  static final DocumentReader READER = new DocumentReader("istio-system");

  /** Text that is not YAML. */
  static final String BROKEN = "{{ not yaml";

  private Texts() {}

  /** A Namespace; the value stands for all that can differ in an object. */
  static String namespace(String name, String value) {
    return """
    apiVersion: v1
    kind: Namespace
    metadata:
      name: %s
      labels:
        value: v%s
    ---
    """
        .formatted(name, value);
  }

  /** Namespaces {@code PREFIX0}, {@code PREFIX1}, ... */
  static String namespaces(String prefix, int count, String value) {
    return IntStream.range(0, count)
        .mapToObj(i -> namespace(prefix + i, value))
        .collect(Collectors.joining());
  }

  static ObjectRef ref(String name) {
    return new ObjectRef("Namespace", "", name);
  }

  /** The values by name. */
  static Map<String, String> values(Map<ObjectRef, ReadResult> objects) {
    Map<String, String> values = new TreeMap<>();
    objects.forEach((ref, result) -> values.put(ref.name(), value(result)));
    return values;
  }

  private static String value(ReadResult result) {
    return result
        .object()
        .map(object -> ((Namespace) object).labels().getOrDefault("value", "none").substring(1))
        .orElse("no object");
  }

  static FileContent read(String source, String text) {
    return READER.read(source, text);
  }
}
