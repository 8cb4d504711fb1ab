package io.waystone.translator.golden;

import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

  private final Map<String, Pattern> names;

  private Shown(Map<String, Pattern> names) {
    this.names = names;
  }

  static Shown in(String objects) {
    Map<String, Pattern> names =
        LINE.matcher(objects)
            .results()
            .collect(Collectors.toMap(line -> line.group(1), Shown::pattern));
    if (!FILES.values().containsAll(names.keySet())) {
      throw new IllegalArgumentException("types are " + FILES.values() + ", not " + names.keySet());
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

  private boolean shows(Resource resource) {
    Pattern pattern = names.get(file(resource));
    return pattern != null && pattern.matcher(resource.name()).matches();
  }

  private static String file(Resource resource) {
    return FILES.getOrDefault(resource.id().type(), "other");
  }
}
