package io.waystone.translator.graph;

import java.util.List;

/**
 * What a key has instead of a value when its computation threw. The lists name the first {@value
 * #LIMIT} only, so that a failure costs no more than a reader could make use of.
 *
 * @param stage the stage that threw: a function, a collection, or an index whose extract threw
 * @param key the key it threw for
 * @param message the message of the exception; its class where it has none
 * @param reads what the computation had read, as stage and key with a space between, in the order
 *     of the reads
 * @param inputKeys the keys of the inputs that it had read, directly or by what it read, the
 *     nearest first; only of those that are there
 */
public record Failed(
    String stage, Object key, String message, List<String> reads, List<Object> inputKeys) {

  static final int LIMIT = 1_000;

  public Failed {
    reads = List.copyOf(reads);
    inputKeys = List.copyOf(inputKeys);
  }
}
