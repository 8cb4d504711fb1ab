package io.waystone.translator.envoy;

import com.github.xds.type.matcher.v3.Matcher;
import io.waystone.translator.mesh.Authority;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chain for each address of a service port, all alike but for the name. When an address becomes
 * another service's, its chain goes, and what is open through it is drained; what is open through
 * the others lives on. With one chain for all, a tunnel would stay with the old service for good.
 *
 * @param authorities the doors that lead to the port
 */
record AddressChains(List<Authority> authorities) {

  AddressChains {
    authorities = List.copyOf(authorities);
  }

  /** The names of the chains; where no address leads to the port, the name alone. */
  List<String> names(String name) {
    return authorities.isEmpty()
        ? List.of(name)
        : authorities.stream().map(authority -> name + "|" + authority.address()).toList();
  }

  /**
   * The chain of the address that the client asked for. Another's is taken by the first: while an
   * address moves, its door leads here for a moment longer than the chain is there.
   */
  Matcher.OnMatch choice(String name) {
    List<String> names = names(name);
    Matcher.OnMatch first = ChainMatchers.chain(names.getFirst());
    if (names.size() == 1) {
      return first;
    }
    Map<String, Matcher.OnMatch> chains = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      chains.put(authorities.get(i).text(), ChainMatchers.chain(names.get(i)));
    }
    return ChainMatchers.tree(ChainMatchers.filterState(FilterStates.AUTHORITY), chains, first);
  }
}
