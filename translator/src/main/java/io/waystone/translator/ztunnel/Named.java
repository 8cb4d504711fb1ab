package io.waystone.translator.ztunnel;

import java.util.List;

/**
 * A message with what ztunnel calls it.
 *
 * @param name its xDS name
 * @param aliases other names that it is asked for by: {@code network/address}
 */
public record Named<M>(String name, List<String> aliases, M message) {
  public Named {
    aliases = List.copyOf(aliases);
  }
}
