package io.waystone.translator.graph;

/**
 * A computation that ran, and why.
 *
 * @param stage the name of its stage
 * @param key the key it ran for
 * @param because the first of its reads that had changed, as stage and key with a space between, or
 *     {@code new key}
 * @param changed whether the result differs from what was there before
 */
public record Recomputation(String stage, Object key, String because, boolean changed) {}
