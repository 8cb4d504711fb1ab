package io.waystone.e2e.bench;

import io.waystone.server.source.SourceUpdate;
import io.waystone.translator.input.ObjectReader;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.Parsed;
import io.waystone.translator.input.ReadResult;
import io.waystone.translator.input.YamlReader;
import io.waystone.translator.mesh.Mesh;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Text to objects, as a source reads them. */
final class Objects {

  private static final ObjectReader READER = new ObjectReader(Mesh.DEFAULT.rootNamespace());

  private Objects() {}

  /** The objects of a text; there must be nothing wrong with them. */
  static List<ReadResult> read(String text) {
    Parsed parsed = YamlReader.parse("bench.yaml", text);
    List<ReadResult> results = parsed.documents().stream().map(READER::read).toList();
    if (parsed.broken().isPresent()
        || results.stream().anyMatch(result -> !result.diagnostics().isEmpty())) {
      throw new IllegalStateException(
          parsed.broken() + " " + results.stream().map(ReadResult::diagnostics).toList());
    }
    return results;
  }

  /** A change as a source delivers it. */
  static SourceUpdate update(Change change) {
    return new SourceUpdate(
        byName(read(change.written())), byName(read(change.removed())).keySet(), List.of(), true);
  }

  /** A whole mesh as the first delivery of a source. */
  static SourceUpdate update(MeshText mesh) {
    // Piece by piece: the text of all would be larger than all objects.
    return new SourceUpdate(
        byName(texts(mesh).flatMap(text -> read(text).stream()).toList()),
        java.util.Set.of(),
        List.of(),
        true);
  }

  private static Map<ObjectRef, ReadResult> byName(List<ReadResult> results) {
    return results.stream()
        .collect(Collectors.toMap(result -> result.ref().orElseThrow(), Function.identity()));
  }

  private static Stream<String> texts(MeshText mesh) {
    return IntStream.range(0, mesh.waypoints())
        .boxed()
        .flatMap(waypoint ->
            Stream.concat(
                Stream.of(mesh.shared(waypoint)),
                IntStream.range(0, mesh.services())
                    .mapToObj(service -> text(mesh, waypoint, service))));
  }

  private static String text(MeshText mesh, int waypoint, int service) {
    return mesh.service(waypoint, service)
        + mesh.servicePolicy(waypoint, service, "POST")
        + mesh.route(waypoint, service, 90);
  }
}
