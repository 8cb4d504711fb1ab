package io.waystone.server.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running Envoy. {@link #close()} ends it; so does the end of this JVM. */
public final class EnvoyProcess implements AutoCloseable {

  private static final Duration ADMIN_LIMIT = Duration.ofSeconds(20);
  private static final Duration LIVE_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 20;
  private static final long STOP_SECONDS = 5;
  private static final int LOG_LINES = 30;

  private final Process process;
  private final Path log;
  private final EnvoyAdmin admin;
  private final Thread atExit;

  private EnvoyProcess(Process process, Path log, EnvoyAdmin admin, Thread atExit) {
    this.process = process;
    this.log = log;
    this.admin = admin;
    this.atExit = atExit;
  }

  /** Something to wait for. */
  @FunctionalInterface
  public interface Condition {

    /** An IOException counts as "not yet". */
    boolean holds(EnvoyAdmin admin) throws IOException;
  }

  /**
   * Starts an Envoy and returns when its admin interface answers; it may not serve yet, see {@link
   * #awaitLive()}.
   *
   * @param bootstrap its configuration, which must have an admin address (port 0 will do)
   * @param workDir where relative paths of the bootstrap lead, and where it logs to {@code
   *     envoy.log}; for one Envoy at a time
   * @throws IOException when it does not come up; the message ends with its last lines
   */
  public static EnvoyProcess start(
      EnvoyBinary binary, Path bootstrap, Path workDir, EnvoyOptions options) throws IOException {
    Path log = workDir.resolve("envoy.log");
    Path adminAddress = workDir.resolve("admin-address");
    Files.deleteIfExists(adminAddress);
    Process process =
        new ProcessBuilder(command(binary, bootstrap, adminAddress, options))
            .directory(workDir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Thread atExit = new Thread(process::destroyForcibly, "end-envoy");
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      process.getOutputStream().close();
      return new EnvoyProcess(process, log, awaitAdmin(process, adminAddress, log), atExit);
    } catch (IOException | RuntimeException e) {
      end(process, atExit);
      throw e;
    }
  }

  private static List<String> command(
      EnvoyBinary binary, Path bootstrap, Path adminAddress, EnvoyOptions options) {
    List<String> command = new ArrayList<>();
    command.add(binary.path().toAbsolutePath().toString());
    command.addAll(List.of("-c", bootstrap.toAbsolutePath().toString()));
    // With hot restart, Envoy ends with the thread that started it, and a second one needs a base
    // id.
    command.add("--disable-hot-restart");
    command.addAll(List.of("--concurrency", Integer.toString(options.concurrency())));
    command.addAll(List.of("--drain-time-s", Long.toString(options.drainTime().toSeconds())));
    command.addAll(List.of("--admin-address-path", adminAddress.toAbsolutePath().toString()));
    // Else access logs come up to 10 s late.
    command.addAll(List.of("--file-flush-interval-msec", "100"));
    command.addAll(options.extraArguments());
    return command;
  }

  private static EnvoyAdmin awaitAdmin(Process process, Path adminAddress, Path log)
      throws IOException {
    long deadline = System.nanoTime() + ADMIN_LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      requireAlive(process, log);
      String authority = Files.exists(adminAddress) ? Files.readString(adminAddress).strip() : "";
      if (!authority.isEmpty()) {
        return new EnvoyAdmin(authority);
      }
      pause();
    }
    throw failed("did not open its admin interface within " + ADMIN_LIMIT.toSeconds() + " s", log);
  }

  /** Waits up to 30 s until it serves. */
  public void awaitLive() throws IOException {
    await("to be live", LIVE_LIMIT, EnvoyAdmin::live);
  }

  /**
   * Waits until the condition holds.
   *
   * @param what what is waited for, to stand after "Envoy did not come"
   * @throws IOException when the limit has passed, or Envoy has ended; the message ends with its
   *     last lines
   */
  public void await(String what, Duration limit, Condition condition) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    IOException last = new IOException("it was never true");
    while (System.nanoTime() - deadline < 0) {
      requireAlive(process, log);
      try {
        if (condition.holds(admin)) {
          return;
        }
      } catch (IOException e) {
        last = e;
      }
      pause();
    }
    IOException failure =
        failed("did not come %s within %d ms".formatted(what, limit.toMillis()), log);
    failure.addSuppressed(last);
    throw failure;
  }

  /** Its admin interface. */
  public EnvoyAdmin admin() {
    return admin;
  }

  /** What it logs, and what its access logs write to standard output. */
  public Path log() {
    return log;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Ends the process, at once and without draining, and waits for its end. */
  @Override
  public void close() {
    admin.close();
    end(process, atExit);
  }

  private static void end(Process process, Thread atExit) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is already ending: the hook runs, and finds the process gone.
      return;
    }
  }

  private static void requireAlive(Process process, Path log) throws IOException {
    if (!process.isAlive()) {
      throw failed("ended with " + process.exitValue(), log);
    }
  }

  private static IOException failed(String what, Path log) {
    return new IOException(
        "Envoy %s. The last lines of %s:%n%s".formatted(what, log, LogTail.of(log, LOG_LINES)));
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      throw Waiting.interrupted("waiting for Envoy", e);
    }
  }
}
