package io.waystone.translator.input;

import java.util.OptionalInt;

/**
 * How the ztunnel in front of a waypoint's pods hands on what it gets (annotation {@code
 * ambient.istio.io/waypoint-inbound-binding}).
 *
 * @param proxy {@code PROXY}: with the PROXY protocol; otherwise {@code NONE}
 * @param port empty: the port that was called
 */
public record InboundBinding(boolean proxy, OptionalInt port) {}
