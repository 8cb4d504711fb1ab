package io.waystone.e2e.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * How much is measured.
 *
 * @param home an empty folder for everything that is written
 * @param meshes the meshes
 * @param streams how many proxies are connected
 * @param samples changes that are measured, of each kind that concerns one service
 * @param warmUp changes before them
 * @param progress takes a line about what is being done
 */
record Plan(
    Path home,
    List<MeshText> meshes,
    List<Integer> streams,
    int samples,
    int warmUp,
    Consumer<String> progress) {

  /** Of what changes so much, fewer have to do, but these. */
  private static final int LEAST_LARGE = 20;

  Plan {
    meshes = List.copyOf(meshes);
    streams = List.copyOf(streams);
  }

  /** Everything once, in less than a minute. */
  static Plan quick(Path home, Consumer<String> progress) {
    return new Plan(
        home, List.of(new MeshText(1, 20), new MeshText(3, 5)), List.of(1, 5), 20, 5, progress);
  }

  /** What becomes of a number of samples where each changes so many services. */
  static int fewer(int samples, int services) {
    return Math.min(samples, Math.max(LEAST_LARGE, samples * 20 / services));
  }
}
