package io.waystone.server.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * A CONNECT request. Nothing in it is checked: a client of the mesh may send any authority and
 * forge any header.
 *
 * @param authority what stands in {@code :authority}, usually the address and port of a service
 * @param headers the other headers, in order, names in lower case
 */
public record Connect(String authority, List<Header> headers) {

  /** Copies the headers. */
  public Connect {
    headers = List.copyOf(headers);
  }

  /** A CONNECT without further headers. */
  public static Connect to(String authority) {
    return new Connect(authority, List.of());
  }

  /** The same with one more header. */
  public Connect with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Connect(authority, more);
  }
}
