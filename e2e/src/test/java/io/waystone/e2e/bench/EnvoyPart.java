package io.waystone.e2e.bench;

import io.waystone.server.lab.EnvoyBinary;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real Envoy: from an event to the first request that sees its effect. */
final class EnvoyPart {

  private static final List<Integer> CONCURRENCIES = List.of(1, 4);
  private static final int WARM_UP = 10;

  /** A change does not take longer, so Envoy is idle before the next one: of one service. */
  private static final Duration GAP = Duration.ofMillis(5);

  /** For each service that a change concerns. */
  private static final Duration MORE = Duration.ofNanos(500_000);

  private final Plan plan;
  private final EnvoyBinary binary;

  private final Table syncs =
      new Table(
          "First sync of Envoy",
          "services",
          "concurrency",
          "start to first request, s",
          "CPU, s",
          "memory, MB");

  private final Table effects =
      new Table(
          "Effect in Envoy",
          "services",
          "concurrency",
          "change",
          "samples",
          "median, ms",
          "p99, ms",
          "max, ms",
          "Envoy's CPU, ms",
          "connections closed");

  private EnvoyPart(Plan plan, EnvoyBinary binary) {
    this.plan = plan;
    this.binary = binary;
  }

  static List<Table> run(Plan plan) throws IOException {
    EnvoyPart part = new EnvoyPart(plan, EnvoyBinary.find(Optional.empty(), plan.progress()));
    for (MeshText mesh : plan.meshes()) {
      for (int concurrency : CONCURRENCIES) {
        if (mesh.waypoints() == 1) {
          part.run(mesh, concurrency);
        }
      }
    }
    return List.of(part.syncs, part.effects);
  }

  private void run(MeshText mesh, int concurrency) throws IOException {
    plan.progress()
        .accept("%s services, Envoy with concurrency %d".formatted(mesh.text(), concurrency));
    try (EnvoyStage stage =
        new EnvoyStage(
            mesh,
            concurrency,
            binary,
            plan.home().resolve("envoy-" + mesh.text() + "-" + concurrency))) {
      syncs.row(
          mesh.text(),
          concurrency,
          Table.seconds(stage.firstRequest().toNanos()),
          Table.seconds(stage.cpu().toNanos()),
          Table.number(stage.memory() / Table.MEGA));
      for (EnvoyChange change : EnvoyChange.values()) {
        run(stage, mesh, concurrency, change);
      }
    }
  }

  private void run(EnvoyStage stage, MeshText mesh, int concurrency, EnvoyChange change)
      throws IOException {
    boolean large = change == EnvoyChange.GATEWAY_POLICY;
    int samples = large ? Plan.fewer(plan.samples(), mesh.services()) : plan.samples();
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < WARM_UP + samples; i++) {
      nanos.add(stage.effect(change, i));
    }
    Samples measured = new Samples(nanos.subList(WARM_UP, nanos.size()));
    Duration gap = large ? GAP.plus(MORE.multipliedBy(mesh.services())) : GAP;
    effects.row(
        mesh.text(),
        concurrency,
        change.text(),
        samples,
        measured.medianText(),
        measured.p99(),
        measured.max(),
        Samples.text(stage.cpuOf(change, large ? WARM_UP : samples, gap)),
        stage.closed());
    plan.progress().accept("  " + effects.rows().getLast());
  }
}
