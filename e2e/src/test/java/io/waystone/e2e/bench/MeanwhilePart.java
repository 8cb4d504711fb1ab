package io.waystone.e2e.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a change of one service waits for a change of all: a policy of the waypoint changes, and at
 * a time drawn by chance while that is still being sent, one service does.
 */
final class MeanwhilePart {

  private static final long SEED = 4;
  private static final int WARM_UP = 10;

  private final Plan plan;

  private final Table table =
      new Table(
          "A change of one service while a policy of the waypoint changes",
          "services",
          "streams",
          "change",
          "samples",
          "its median, ms",
          "p99, ms",
          "max, ms",
          "the policy's median, ms",
          "max, ms");

  private MeanwhilePart(Plan plan) {
    this.plan = plan;
  }

  static Table run(Plan plan) throws IOException {
    MeanwhilePart part = new MeanwhilePart(plan);
    for (MeshText mesh : plan.meshes()) {
      for (int streams : plan.streams()) {
        if (mesh.waypoints() == 1) {
          part.run(mesh, streams);
        }
      }
    }
    return part.table;
  }

  private void run(MeshText mesh, int streams) throws IOException {
    plan.progress().accept("%s services, %d streams, meanwhile".formatted(mesh.text(), streams));
    try (Stage stage =
        new Stage(mesh, streams, plan.home().resolve("meanwhile-" + mesh.text() + "-" + streams))) {
      stage.load();
      stage.connect();
      int policies = 0;
      long usual = 0;
      for (; policies < WARM_UP; policies++) {
        Change policy = ChangeKind.GATEWAY_POLICY.nth(mesh, policies);
        usual = stage.change(policy, stage.model().apply(policy, 0), 0).nano();
      }
      // Both are told by other responses than the policy is, and by the same ones.
      for (ChangeKind kind : List.of(ChangeKind.ENDPOINT, ChangeKind.ROUTE_WEIGHT)) {
        policies = run(stage, mesh, streams, kind, policies, usual);
      }
    }
  }

  private int run(
      Stage stage, MeshText mesh, int streams, ChangeKind kind, int policies, long usual)
      throws IOException {
    Random random = new Random(SEED);
    int samples = Plan.fewer(plan.samples(), mesh.services());
    List<Long> waits = new ArrayList<>();
    List<Long> large = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      List<Long> nanos =
          stage
              .changes(
                  ChangeKind.GATEWAY_POLICY.nth(mesh, policies + i),
                  kind.nth(mesh, i),
                  (long) (random.nextDouble() * usual),
                  0)
              .nanos();
      large.add(nanos.get(0));
      waits.add(nanos.get(1));
    }
    Samples ones = new Samples(waits);
    Samples alls = new Samples(large);
    table.row(
        mesh.text(),
        streams,
        kind.text(),
        samples,
        ones.medianText(),
        ones.p99(),
        ones.max(),
        alls.medianText(),
        alls.max());
    plan.progress().accept("  " + table.rows().getLast());
    return policies + samples;
  }
}
