package io.waystone.translator.mesh;

/**
 * A service port as a place that requests are sent to.
 *
 * @param captured the waypoint that sends captures it
 * @param service the service's object name and namespace are in metrics
 */
public record Backend(
    ServiceKey service, String host, int port, Protocol protocol, boolean captured) {}
