package io.waystone.translator.golden;

import com.google.common.collect.Sets;
import com.google.protobuf.Message;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.ztunnel.Named;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a case is about: lines like {@code # show rds: inbound-vip|80|*} in its objects name, for
 * each type, the resources that are written down. {@code *} stands for any text.
 */
final class Shown {

  private static final Pattern LINE = Pattern.compile("(?m)^# show ([a-z]+): (.+)$");

  private static final Map<ResourceType, String> FILES =
      new EnumMap<>(
          Map.of(
              ResourceType.LISTENER, "lds",
              ResourceType.ROUTES, "rds",
              ResourceType.CLUSTER, "cds",
              ResourceType.ENDPOINTS, "eds"));

  /** What ztunnel is told, which is no view's. */
  private static final Set<String> ZTUNNEL = Set.of("addresses", "authorizations");

  private final Map<String, Pattern> names;

  private Shown(Map<String, Pattern> names) {
    this.names = names;
  }

  static Shown in(String objects) {
    Map<String, Pattern> names =
        LINE.matcher(objects)
            .results()
            .collect(Collectors.toMap(line -> line.group(1), Shown::pattern));
    if (!Sets.union(ZTUNNEL, Set.copyOf(FILES.values())).containsAll(names.keySet())) {
      throw new IllegalArgumentException(
          "types are " + FILES.values() + ", " + ZTUNNEL + ", not " + names.keySet());
    }
    return new Shown(names);
  }

  private static Pattern pattern(MatchResult line) {
    return Pattern.compile(
        Arrays.stream(line.group(2).split(", "))
            .map(glob -> Pattern.quote(glob).replace("*", "\\E.*\\Q"))
            .collect(Collectors.joining("|")));
  }

  /** What is shown of the resources, by file: {@code rds} and so on. */
  Map<String, List<Resource>> of(List<Resource> resources) {
    return resources.stream().filter(this::shows).collect(Collectors.groupingBy(Shown::file));
  }

  /** What is shown of what ztunnel is told, {@code addresses} or {@code authorizations}. */
  <M extends Message> List<Outcome<Named<M>>> of(
      String file, SortedMap<String, Outcome<Named<M>>> all) {
    return all.entrySet().stream()
        .filter(entry -> shows(file, entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private boolean shows(Resource resource) {
    return shows(file(resource), resource.name());
  }

  private boolean shows(String file, String name) {
    Pattern pattern = names.get(file);
    return pattern != null && pattern.matcher(name).matches();
  }

  private static String file(Resource resource) {
    return FILES.getOrDefault(resource.id().type(), "other");
  }
}
