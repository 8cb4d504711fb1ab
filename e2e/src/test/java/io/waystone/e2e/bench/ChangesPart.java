package io.waystone.e2e.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Every kind of change, on every mesh, with all numbers of streams; and what comes before it. */
final class ChangesPart {

  private final Plan plan;

  private final Table syncs =
      new Table(
          "First sync",
          "services",
          "streams",
          "objects to ready, s",
          "first sync of all, s",
          "again, s",
          "control plane's CPU for both, s",
          "KB a stream",
          "heap before, MB",
          "heap connected, MB",
          "heap in the end, MB");

  private final Table changes =
      new Table(
          "Changes",
          "services",
          "streams",
          "change",
          "samples",
          "median, ms",
          "p99, ms",
          "max, ms",
          "recomputed",
          "visited",
          "bytes a stream",
          "responses a stream",
          "KB allocated",
          "CPU, ms");

  private ChangesPart(Plan plan) {
    this.plan = plan;
  }

  static List<Table> run(Plan plan) throws IOException {
    ChangesPart part = new ChangesPart(plan);
    for (MeshText mesh : plan.meshes()) {
      for (int streams : plan.streams()) {
        // A waypoint without a proxy has nobody to see its changes.
        if (streams >= mesh.waypoints()) {
          part.run(mesh, streams);
        }
      }
    }
    return List.of(part.syncs, part.changes);
  }

  private void run(MeshText mesh, int streams) throws IOException {
    plan.progress().accept("%s services, %d streams".formatted(mesh.text(), streams));
    try (Stage stage = new Stage(mesh, streams, plan.home().resolve(mesh.text() + "-" + streams))) {
      Duration ready = stage.load();
      long empty = stage.server().heap();
      ServerOrder.Usage before = stage.server().usage();
      Stage.Delivery first = stage.connect();
      Stage.Delivery again = stage.connect();
      ServerOrder.Usage after = stage.server().usage();
      long connected = stage.server().heap();
      for (ChangeKind kind : ChangeKind.values()) {
        run(stage, mesh, streams, kind);
      }
      syncs.row(
          mesh.text(),
          streams,
          Table.seconds(ready.toNanos()),
          Table.seconds(first.nano()),
          Table.seconds(again.nano()),
          Table.seconds(after.cpu() - before.cpu()),
          Table.number(first.bytes() / Table.KILO),
          Table.number(empty / Table.MEGA),
          Table.number(connected / Table.MEGA),
          Table.number(stage.server().heap() / Table.MEGA));
    }
  }

  private void run(Stage stage, MeshText mesh, int streams, ChangeKind kind) throws IOException {
    boolean large = kind == ChangeKind.GATEWAY_POLICY;
    int samples = large ? Plan.fewer(plan.samples(), mesh.services()) : plan.samples();
    int warmUp = large ? Math.min(plan.warmUp(), samples / 2) : plan.warmUp();
    ChangeRun.Result result = new ChangeRun(stage, mesh, kind).run(warmUp, samples);
    changes.row(
        mesh.text(),
        streams,
        kind.text(),
        samples,
        result.nanos().medianText(),
        result.nanos().p99(),
        result.nanos().max(),
        ChangeRun.text(result.recomputed()),
        ChangeRun.text(result.visited()),
        ChangeRun.text(result.bytes()),
        ChangeRun.text(result.responses()),
        Table.number(result.allocated() / Table.KILO),
        Samples.text(Duration.ofNanos(result.cpu())));
    plan.progress().accept("  " + changes.rows().getLast());
  }
}
