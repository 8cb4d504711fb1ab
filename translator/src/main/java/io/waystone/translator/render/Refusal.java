package io.waystone.translator.render;

/**
 * A resource that a proxy refused.
 *
 * @param version that it refused
 * @param error in the proxy's words
 */
public record Refusal(String version, String error) {}
