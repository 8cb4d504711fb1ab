package io.waystone.e2e.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;

/** One kind of changes, one after the other, each when all streams have the one before. */
final class ChangeRun {

  private final Stage stage;
  private final MeshText mesh;
  private final ChangeKind kind;
  private int next;

  ChangeRun(Stage stage, MeshText mesh, ChangeKind kind) {
    this.stage = stage;
    this.mesh = mesh;
    this.kind = kind;
  }

  /**
   * What they took.
   *
   * @param nanos from the event to the last stream's last byte
   * @param recomputed computations of each
   * @param visited entries of the graph that each looked at
   * @param bytes for each stream
   * @param responses for each stream
   * @param allocated bytes of the control plane for each event
   * @param cpu nanoseconds of the control plane for each event
   */
  record Result(
      Samples nanos,
      LongSummaryStatistics recomputed,
      LongSummaryStatistics visited,
      LongSummaryStatistics bytes,
      LongSummaryStatistics responses,
      long allocated,
      long cpu) {}

  /** So many changes, after some that warm up. */
  Result run(int warmUp, int samples) throws IOException {
    for (int i = 0; i < warmUp; i++) {
      one();
    }
    List<Long> nanos = new ArrayList<>();
    LongSummaryStatistics recomputed = new LongSummaryStatistics();
    LongSummaryStatistics visited = new LongSummaryStatistics();
    LongSummaryStatistics bytes = new LongSummaryStatistics();
    LongSummaryStatistics responses = new LongSummaryStatistics();
    ServerOrder.Usage before = stage.server().usage();
    for (int i = 0; i < samples; i++) {
      Sample sample = one();
      nanos.add(sample.delivery().nano());
      bytes.accept(sample.delivery().bytes());
      responses.accept(sample.delivery().responses());
      recomputed.accept(sample.effect().counts().recomputed());
      visited.accept(sample.effect().counts().visited());
    }
    ServerOrder.Usage after = stage.server().usage();
    // What takes a change back is an event like it.
    int events = kind == ChangeKind.SERVICE_ADDED ? 2 * samples : samples;
    return new Result(
        new Samples(nanos),
        recomputed,
        visited,
        bytes,
        responses,
        (after.allocated() - before.allocated()) / events,
        (after.cpu() - before.cpu()) / events);
  }

  private record Sample(Model.Effect effect, Stage.Delivery delivery) {}

  private Sample one() throws IOException {
    int number = next++;
    int waypoint = kind.waypoint(mesh, number);
    Change change = kind.nth(mesh, number);
    Sample sample = make(change, waypoint);
    if (kind == ChangeKind.SERVICE_ADDED) {
      make(change.reverse(), waypoint);
    }
    return sample;
  }

  private Sample make(Change change, int waypoint) throws IOException {
    Model.Effect effect = stage.model().apply(change, waypoint);
    return new Sample(effect, stage.change(change, effect, waypoint));
  }

  /** A count that is the same each time, or its range. */
  static String text(LongSummaryStatistics count) {
    return count.getMin() == count.getMax()
        ? String.format(Locale.ROOT, "%,d", count.getMax())
        : String.format(Locale.ROOT, "%,d–%,d", count.getMin(), count.getMax());
  }
}
