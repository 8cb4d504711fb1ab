package io.waystone.e2e.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What it was measured on. */
final class Machine {

  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private Machine() {}

  static void print(PrintWriter out) throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    out.printf(
        "%d cores (%s), %d GB, %s %s %s, Java %s%n%n",
        Runtime.getRuntime().availableProcessors(),
        cpu(),
        Math.round((double) system.getTotalMemorySize() / (1 << 30)),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        Runtime.version());
  }

  private static String cpu() throws IOException {
    if (!Files.isReadable(CPUS)) {
      return "of unknown kind";
    }
    try (Stream<String> lines = Files.lines(CPUS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("of unknown kind");
    }
  }
}
