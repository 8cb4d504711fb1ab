package io.waystone.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A mesh in a folder, a file for each service and one for its route: a new file is renamed over an
 * old one, which is the event. So this has the rest time of files in it, and the look at all of
 * them.
 */
final class FilesPart {

  private static final int STREAMS = 10;
  private static final int WARM_UP = 20;
  private static final int MOST_SAMPLES = 200;

  private final Plan plan;

  private final Table table =
      new Table(
          "From files",
          "services",
          "streams",
          "files",
          "start to ready, s",
          "change",
          "samples",
          "median, ms",
          "p99, ms",
          "max, ms",
          "heap, MB");

  private FilesPart(Plan plan) {
    this.plan = plan;
  }

  static Table run(Plan plan) throws IOException {
    FilesPart part = new FilesPart(plan);
    for (MeshText mesh : plan.meshes()) {
      if (mesh.waypoints() == 1) {
        part.run(mesh);
      }
    }
    return part.table;
  }

  private void run(MeshText mesh) throws IOException {
    plan.progress().accept(mesh.text() + " services in files");
    Path home = plan.home().resolve("files-" + mesh.text());
    Path folder = Files.createDirectories(home.resolve("objects"));
    Files.writeString(folder.resolve("shared.yaml"), mesh.shared(0));
    for (int i = 0; i < mesh.services(); i++) {
      Files.writeString(
          folder.resolve("s" + i + ".yaml"), mesh.service(0, i) + mesh.servicePolicy(0, i, "POST"));
      Files.writeString(route(folder, i), mesh.route(0, i, 90));
    }
    try (Stage stage = new Stage(mesh, STREAMS, home, folder)) {
      Duration ready = stage.server().read();
      stage.connect();
      int samples = Math.min(plan.samples(), MOST_SAMPLES);
      List<Long> nanos = new ArrayList<>();
      for (int i = 0; i < WARM_UP + samples; i++) {
        Path file = route(folder, i % mesh.services());
        Change change = ChangeKind.ROUTE_WEIGHT.nth(mesh, i);
        nanos.add(
            stage
                .change(change, stage.model().apply(change, 0), 0, one -> rename(one, file))
                .nano());
      }
      Samples measured = new Samples(nanos.subList(WARM_UP, nanos.size()));
      table.row(
          mesh.text(),
          STREAMS,
          Table.number(2.0 * mesh.services() + 1),
          Table.seconds(ready.toNanos()),
          ChangeKind.ROUTE_WEIGHT.text(),
          samples,
          measured.medianText(),
          measured.p99(),
          measured.max(),
          Table.number(stage.server().heap() / Table.MEGA));
      plan.progress().accept("  " + table.rows().getLast());
    }
  }

  private static Path route(Path folder, int service) {
    return folder.resolve("s" + service + "-route.yaml");
  }

  private static long rename(Change change, Path file) throws IOException {
    Path fresh = file.resolveSibling(".fresh");
    Files.writeString(fresh, change.written());
    long at = System.nanoTime();
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    return at;
  }
}
