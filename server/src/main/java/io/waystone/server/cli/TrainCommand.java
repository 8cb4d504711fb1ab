package io.waystone.server.cli;

import io.waystone.server.ads.Timing;
import io.waystone.translator.mesh.Mesh;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code waystone train}: what {@code serve} does at its start, on a made-up mesh, and then ends.
 * The build runs it so that the JVM can write down which classes and methods a start needs.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Starts a control plane on a made-up mesh, and ends when it is ready.")
final class TrainCommand implements Callable<Integer> {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(50);

  @Option(
      names = "--services",
      paramLabel = "N",
      defaultValue = "500",
      description = "How many services it has (${DEFAULT-VALUE}).")
  private int services = 500;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("waystone-train-");
    try {
      Path mesh = Files.createDirectory(folder.resolve("mesh"));
      TrainingMesh.write(mesh, services);
      InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
      Settings settings =
          new Settings(
              List.of(mesh),
              Mesh.DEFAULT,
              folder.resolve("state"),
              any,
              List.of(),
              any,
              Optional.empty(),
              Timing.STANDARD,
              false);
      try (ControlPlane controlPlane = new ControlPlane(settings)) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (get(controlPlane, "/readyz") != 200) {
          if (System.nanoTime() - deadline > 0) {
            throw new IOException("not ready: " + controlPlane.missing());
          }
          Thread.sleep(POLL);
        }
        get(controlPlane, "/metrics");
      }
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static int get(ControlPlane controlPlane, String page)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + controlPlane.admin().getPort() + page);
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
