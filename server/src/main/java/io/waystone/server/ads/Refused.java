package io.waystone.server.ads;

/**
 * A version of a resource that a client refused.
 *
 * @param version the version that it refused
 * @param error the client's own words
 */
public record Refused(String version, String error) {}
