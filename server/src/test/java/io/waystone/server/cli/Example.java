package io.waystone.server.cli;

import io.waystone.server.source.Directories;
import io.waystone.server.source.DocumentReader;
import io.waystone.server.source.SourceUpdate;
import io.waystone.translator.Translator;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Mesh;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the waypoint of a demo is told for a folder of objects. */
final class Example {

  private Example() {}

  static Told told(Path folder) {
    Translator translator = new Translator(Mesh.DEFAULT.withLocalEndpoints());
    ObjectTable objects = new ObjectTable();
    SourceUpdate update =
        Directories.readOnce(
            List.of(folder.toString()),
            InputStream.nullInputStream(),
            new DocumentReader(Mesh.DEFAULT.rootNamespace()));
    Translator.Edit edit = translator.edit();
    objects.take(update, edit);
    edit.apply();
    SortedMap<ResourceId, Resource> resources = new TreeMap<>();
    translator
        .resources(new ViewKey(DemoMesh.WAYPOINT, Dialect.STANDARD))
        .forEach(resource -> resources.put(resource.id(), resource));
    return new Told(resources);
  }
}
