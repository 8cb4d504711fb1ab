package io.waystone.server.lab;

import java.time.Duration;
import java.util.List;

/**
 * How an Envoy is started.
 *
 * @param concurrency its worker threads
 * @param drainTime how long connections of a removed or changed listener may live on, whole seconds
 * @param extraArguments further arguments of its command line
 */
public record EnvoyOptions(int concurrency, Duration drainTime, List<String> extraArguments) {

  /** One worker; 30 s of drain, as the bootstraps that we write have it. */
  public static final EnvoyOptions STANDARD =
      new EnvoyOptions(1, Duration.ofSeconds(30), List.of());

  /** Copies the arguments. */
  public EnvoyOptions {
    if (concurrency < 1) {
      throw new IllegalArgumentException("an Envoy needs a worker, not " + concurrency);
    }
    extraArguments = List.copyOf(extraArguments);
  }

  /** The same with this many workers. */
  public EnvoyOptions withConcurrency(int workers) {
    return new EnvoyOptions(workers, drainTime, extraArguments);
  }

  /** The same with this drain time. */
  public EnvoyOptions withDrainTime(Duration time) {
    return new EnvoyOptions(concurrency, time, extraArguments);
  }

  /** The same with these further arguments in place of the others. */
  public EnvoyOptions withExtraArguments(String... arguments) {
    return new EnvoyOptions(concurrency, drainTime, List.of(arguments));
  }
}
