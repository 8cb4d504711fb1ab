package io.waystone.e2e.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark as a command. Tables go to stdout, what it is doing to stderr. */
@Command(
    name = "waystone bench",
    description = "Measures a control plane. Takes an hour on two cores; see docs/benchmarks.md.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Bench implements Callable<Integer> {

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = "changes,meanwhile,files,envoy",
      description = "What is measured (${DEFAULT-VALUE}).")
  private List<Part> parts = List.of();

  @Option(
      names = "--meshes",
      split = ",",
      defaultValue = "100,1000,5000,50x100",
      description =
          "Services behind one waypoint, or waypoints x services of each (${DEFAULT-VALUE}).")
  private List<MeshText> meshes = List.of();

  @Option(
      names = "--streams",
      split = ",",
      defaultValue = "1,10,100",
      description = "Connected proxies (${DEFAULT-VALUE}).")
  private List<Integer> streams = List.of();

  @Option(
      names = "--samples",
      defaultValue = "1000",
      description = "Changes that are measured, of each kind (${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--warm-up",
      defaultValue = "1000",
      description = "Changes before them, of each kind (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(names = "--quick", description = "A short run on small meshes, to see that it works.")
  private boolean quick;

  /** Runs the benchmark and exits with its code. */
  static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    System.exit(
        new CommandLine(new Bench())
            .setOut(out)
            .registerConverter(MeshText.class, MeshText::parse)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path home = Files.createTempDirectory("waystone-bench");
    System.err.println("state and logs are in " + home + " until it is done");
    Plan plan =
        quick
            ? Plan.quick(home, System.err::println)
            : new Plan(home, meshes, streams, samples, warmUp, System.err::println);
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Machine.print(out);
    for (Part part : parts) {
      for (Table table : part.run(plan)) {
        table.print(out);
      }
    }
    delete(home);
    return 0;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
