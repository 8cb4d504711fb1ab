package io.waystone.translator.graph;

/**
 * What a batch cost.
 *
 * @param recomputed computations that ran, first ones included
 * @param equal how many of these gave what was there before
 * @param visited entries looked at: writes, keys that came or went, readers told of a change,
 *     members moved between buckets, members read out of buckets, nodes disposed of
 */
public record Counts(long recomputed, long equal, long visited) {}
