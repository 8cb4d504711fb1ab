package io.waystone.e2e.bench;

import java.io.Serializable;
import java.util.List;

/** What the control plane's process is told, and what it answers. */
sealed interface ServerOrder extends Serializable {

  /** Delivers a mesh as the first list of the source; answered with {@link Loaded}. */
  record Load(MeshText mesh) implements ServerOrder {}

  /**
   * Waits until the files that the source reads have been read; answered with {@link Loaded}. For a
   * process that was started with a folder.
   */
  record Read() implements ServerOrder {}

  /** Delivers changes with so many nanoseconds between them; answered with {@link Delivered}. */
  record Deliver(List<Change> changes, long gap) implements ServerOrder {}

  /** Answered with {@link Usage}. */
  record Measure() implements ServerOrder {}

  /** Collects garbage; answered with {@link Heap}. */
  record Collect() implements ServerOrder {}

  /**
   * Proxies can be answered.
   *
   * @param port where ADS listens
   * @param nanos from the first object that the source delivers (or reads) until then
   */
  record Loaded(int port, long nanos) implements Serializable {}

  /** When each change was delivered, {@link System#nanoTime}, which all processes share. */
  record Delivered(List<Long> at) implements Serializable {}

  /**
   * What the process has used since it began.
   *
   * @param cpu nanoseconds of all threads
   * @param allocated bytes, by all threads
   */
  record Usage(long cpu, long allocated) implements Serializable {}

  /** Bytes in use after a full collection. */
  record Heap(long used) implements Serializable {}
}
