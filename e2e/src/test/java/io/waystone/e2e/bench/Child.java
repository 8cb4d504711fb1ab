package io.waystone.e2e.bench;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that does what it is told over a {@link Link}, and ends with this one. */
final class Child implements AutoCloseable {

  private static final long LIMIT_SECONDS = 300;
  private static final long END_SECONDS = 10;
  private static final int LOG_LINES = 20;

  private final String name;
  private final Process process;
  private final Path log;
  private final Link link;

  private Child(String name, Process process, Path log) throws IOException {
    this.name = name;
    this.process = process;
    this.log = log;
    this.link = new Link(process.getInputStream(), process.getOutputStream());
  }

  /**
   * Starts a class in a JVM of its own.
   *
   * @param folder where its log goes
   */
  static Child start(Class<?> main, Path folder, List<String> jvm, List<String> arguments)
      throws IOException {
    String name = main.getSimpleName();
    Path log = folder.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Stdout is the link: a flight recording that somebody asks for must not announce itself there.
    command.add("-Xlog:jfr+startup=off");
    command.addAll(jvm);
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), "--enable-native-access=ALL-UNNAMED"));
    // What the control plane logs in service, not what it logs in tests.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.add(main.getName());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new Child(name, process, log);
  }

  /** Tells it something, without waiting for the answer. */
  void tell(Serializable order) throws IOException {
    link.send(order);
  }

  /** Tells it something and waits for the answer. */
  <T> T ask(Serializable order, Class<T> answer) throws IOException {
    tell(order);
    return next(answer);
  }

  /** Its next answer. */
  <T> T next(Class<T> answer) throws IOException {
    CompletableFuture<T> received = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            received.complete(answer.cast(link.receive()));
          } catch (IOException | RuntimeException e) {
            received.completeExceptionally(e);
          }
        });
    try {
      return received.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(name + " gave no " + answer.getSimpleName() + tail(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return "; its log ends so:\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }

  /** Ends it and waits for its end. */
  @Override
  public void close() throws IOException {
    // It ends when its input does.
    process.getOutputStream().close();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
