package io.waystone.e2e;

import static org.awaitility.Awaitility.await;

import io.waystone.server.cli.ControlPlane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The folder that a control plane watches. Each file that is written here ends with a Gateway that
 * no proxy serves and whose name is that of the edit: once the status names it, the edit is in the
 * published revision.
 */
final class YamlFolder {

  private static final String MARKS = "edits-of-the-lab";
  private static final String MARK = "- object: " + MARKS + "/";

  /** The first edit of a JVM loads and compiles the translator: 15 s where others use the CPUs. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration POLL = Duration.ofMillis(5);

  private final Path folder;
  private final Supplier<ControlPlane> controlPlane;
  private final Map<String, String> marks = new TreeMap<>();
  private int edits;

  YamlFolder(Path folder, Supplier<ControlPlane> controlPlane) {
    this.folder = folder;
    this.controlPlane = controlPlane;
  }

  /** Writes a file in one step; {@link #awaitSettled} then waits for it. */
  void write(String file, String... documents) throws IOException {
    edits++;
    String mark = "edit-" + edits;
    writeAsItIs(
        file, String.join("\n---\n", documents) + "\n---\n" + LabObjects.gateway(MARKS, mark));
    marks.put(file, mark);
  }

  /** Writes exactly this text in one step; nothing waits for it. */
  void writeAsItIs(String file, String text) throws IOException {
    Path fresh = Files.writeString(folder.resolve("." + file + ".new"), text);
    Files.move(fresh, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes a file; {@link #awaitSettled} then waits until it is gone. */
  void remove(String file) throws IOException {
    Files.delete(folder.resolve(file));
    marks.remove(file);
  }

  /** Waits until the control plane has read all files, and all proxies have answered for them. */
  void awaitSettled() throws IOException {
    try {
      await()
          .pollInterval(POLL)
          .pollDelay(Duration.ZERO)
          .atMost(LIMIT)
          .until(() -> read() && controlPlane.get().settled());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "the proxies do not work by the edits %s%nstatus:%n%s%nstreams:%n%s"
              .formatted(marks, page("/status"), page("/streams")),
          e);
    }
  }

  private boolean read() throws IOException {
    Set<String> seen =
        page("/status")
            .lines()
            .filter(line -> line.startsWith(MARK))
            .map(line -> line.substring(MARK.length(), line.length() - " Gateway".length()))
            .collect(Collectors.toSet());
    return seen.equals(Set.copyOf(marks.values()));
  }

  /** What a page of the control plane's admin port shows. */
  String page(String path) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri =
          URI.create(
              "http://%s:%d%s"
                  .formatted(
                      controlPlane.get().admin().getAddress().getHostAddress(),
                      controlPlane.get().admin().getPort(),
                      path));
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
