package io.waystone.server.identity;

/**
 * Where a proxy gets its configuration.
 *
 * @param ads the ADS server; its certificate must have this host
 * @param rootPem the root that signed its certificate, PEM
 */
public record AdsEndpoint(HostPort ads, String rootPem) {}
