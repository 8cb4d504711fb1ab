package io.waystone.translator.envoy;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.waystone.translator.input.HeaderChanges;
import io.waystone.translator.input.HeaderChanges.Header;
import io.waystone.translator.input.HttpFilters;
import io.waystone.translator.mesh.Route.Weighted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A header modifier as Envoy's header mutations: what is set, then what is added, each by name
 * (istiod).
 *
 * @param hostRewrite the new host, where the modifier sets {@code host}
 */
record HeaderMutations(
    List<HeaderValueOption> added, List<String> removed, Optional<String> hostRewrite) {

  private static final String HOST = "host";

  static HeaderMutations of(HeaderChanges changes) {
    List<HeaderValueOption> added = new ArrayList<>();
    changes.set().stream()
        .filter(header -> !header.name().equals(HOST))
        .sorted(Comparator.comparing(Header::name))
        .forEach(
            header -> added.add(option(header, HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)));
    changes.add().stream()
        .sorted(Comparator.comparing(Header::name))
        .forEach(header -> added.add(option(header, HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD)));
    return new HeaderMutations(
        added,
        changes.remove().stream().sorted().toList(),
        changes.set().stream()
            .filter(header -> header.name().equals(HOST))
            .map(Header::value)
            .findFirst());
  }

  /** The same, with this host where there is one. */
  HeaderMutations withHost(Optional<String> host) {
    return new HeaderMutations(added, removed, host.or(() -> hostRewrite));
  }

  /**
   * Both, this one first. Envoy removes before it sets and adds, so what the second removes or sets
   * anew is taken out of the first.
   */
  HeaderMutations then(HeaderMutations second) {
    Set<String> overruled = new HashSet<>(second.removed);
    second.added.stream()
        .filter(option -> option.getAppendAction() == HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
        .forEach(option -> overruled.add(option.getHeader().getKey()));
    return new HeaderMutations(
        Stream.concat(
                added.stream().filter(option -> !overruled.contains(option.getHeader().getKey())),
                second.added.stream())
            .toList(),
        Stream.concat(removed.stream(), second.removed.stream()).distinct().sorted().toList(),
        second.hostRewrite.or(() -> hostRewrite));
  }

  /** Whether nothing is changed for this destination alone. */
  static boolean none(Weighted weighted) {
    return weighted.filters().equals(HttpFilters.NONE);
  }

  /** A value of the user is text, not a format: Envoy's commands begin with a percent sign. */
  private static HeaderValueOption option(Header header, HeaderAppendAction action) {
    return HeaderValueOption.newBuilder()
        .setHeader(
            HeaderValue.newBuilder()
                .setKey(header.name())
                .setValue(header.value().replace("%", "%%")))
        .setAppendAction(action)
        .build();
  }
}
