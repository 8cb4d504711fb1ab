package io.waystone.server.ads;

import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the stream of a ztunnel has and has not, for people to look at. Holds names and versions, no
 * content.
 *
 * @param stream numbers the streams of this process
 * @param peer as the credential says
 * @param node the id that the client gives itself; empty before the first request
 * @param types the types that the client has asked for
 */
public record ZtunnelState(
    long stream,
    Peer.OfZtunnel peer,
    String node,
    SortedMap<ZtunnelType, StreamState.OfType> types) {
  public ZtunnelState {
    types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
  }
}
