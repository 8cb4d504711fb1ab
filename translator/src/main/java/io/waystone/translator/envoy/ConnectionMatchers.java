package io.waystone.translator.envoy;

import com.github.xds.type.matcher.v3.Matcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.FieldMatcher;
import io.waystone.translator.mesh.Pattern;
import io.waystone.translator.mesh.ServerName;
import io.waystone.translator.mesh.TcpTable;
import io.waystone.translator.mesh.TcpTable.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which route takes a connection: by the client's namespace, then by the server name it asks for.
 */
final class ConnectionMatchers {

  private ConnectionMatchers() {}

  /**
   * The choice among the entries of a table.
   *
   * @param chain what an entry leads to
   */
  static Matcher.OnMatch choice(TcpTable table, Function<Entry, Matcher.OnMatch> chain) {
    Map<Optional<String>, List<Entry>> byClients = new LinkedHashMap<>();
    table
        .entries()
        .forEach(
            entry -> byClients.computeIfAbsent(entry.clients(), _ -> new ArrayList<>()).add(entry));
    List<FieldMatcher> consumers = new ArrayList<>();
    byClients.forEach((clients, entries) ->
        clients.ifPresent(namespace ->
            consumers.add(
                ChainMatchers.when(
                    ChainMatchers.matches(
                        ChainMatchers.filterState(FilterStates.PEER),
                        Patterns.namespace(new Pattern.Exact(namespace))),
                    byServer(entries, chain)))));
    return ChainMatchers.first(
        consumers, byServer(byClients.getOrDefault(Optional.empty(), List.of()), chain));
  }

  /** Envoy has the name in lower case; a connection that says none has none of these. */
  private static Matcher.OnMatch byServer(
      List<Entry> entries, Function<Entry, Matcher.OnMatch> chain) {
    Map<String, Matcher.OnMatch> exact = new LinkedHashMap<>();
    List<FieldMatcher> below = new ArrayList<>();
    Optional<Matcher.OnMatch> tls = Optional.empty();
    Optional<Matcher.OnMatch> any = Optional.empty();
    for (Entry entry : entries) {
      Matcher.OnMatch answer = chain.apply(entry);
      switch (entry.server()) {
        case ServerName.Exact name -> exact.putIfAbsent(name.host(), answer);
        case ServerName.Below name -> below.add(below(name, answer));
        case ServerName.Tls _ -> tls = tls.or(() -> Optional.of(answer));
        case ServerName.Any _ -> any = any.or(() -> Optional.of(answer));
      }
    }
    Matcher.OnMatch otherwise = any.orElseThrow();
    otherwise = tls.isPresent() ? ChainMatchers.tls(tls.get(), otherwise) : otherwise;
    otherwise = ChainMatchers.first(below, otherwise);
    return exact.isEmpty()
        ? otherwise
        : ChainMatchers.tree(ChainMatchers.SERVER_NAME, exact, otherwise);
  }

  private static FieldMatcher below(ServerName.Below name, Matcher.OnMatch answer) {
    return ChainMatchers.when(
        ChainMatchers.matches(
            ChainMatchers.SERVER_NAME, Patterns.string(new Pattern.Suffix("." + name.domain()))),
        answer);
  }
}
