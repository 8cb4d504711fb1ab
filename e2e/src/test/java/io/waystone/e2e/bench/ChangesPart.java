package io.waystone.e2e.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Every kind of change, on every mesh, with all numbers of streams; and what comes before it. */
final class ChangesPart {

  private static final double MEGA = 1 << 20;
  private static final double KILO = 1 << 10;

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
        part.run(mesh, streams);
      }
    }
    return List.of(part.syncs, part.changes);
  }

  private void run(MeshText mesh, int streams) throws IOException {
    plan.progress().accept("%s services, %d streams".formatted(mesh.text(), streams));
    try (Stage stage = new Stage(mesh, streams, plan.home().resolve(mesh.text() + "-" + streams))) {
      Duration ready = stage.load();
      long empty = stage.heap();
      ServerOrder.Usage before = stage.usage();
      Stage.Delivery first = stage.connect();
      Stage.Delivery again = stage.connect();
      ServerOrder.Usage after = stage.usage();
      long connected = stage.heap();
      for (ChangeKind kind : ChangeKind.values()) {
        run(stage, mesh, streams, kind);
      }
      syncs.row(
          mesh.text(),
          streams,
          seconds(ready.toNanos()),
          seconds(first.nano()),
          seconds(again.nano()),
          seconds(after.cpu() - before.cpu()),
          number(first.bytes() / KILO),
          number(empty / MEGA),
          number(connected / MEGA),
          number(stage.heap() / MEGA));
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
        number(result.allocated() / KILO),
        Samples.text(Duration.ofNanos(result.cpu())));
    plan.progress().accept("  " + changes.rows().getLast());
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e9);
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }
}
