package io.waystone.server.ads;

/**
 * A resource that a client refused. Kept until a later version of it is acknowledged.
 *
 * @param version the version that it refused; empty for a removal
 * @param error the client's own words
 */
public record Refused(String version, String error) {}
