package io.waystone.e2e.bench;

import io.waystone.e2e.bench.ClientOrder.Expected;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a stream is to receive: resources in groups. */
final class Goal {

  private record Place(int group, int number, String version) {}

  private final Map<ResourceType, Map<String, Place>> places = new EnumMap<>(ResourceType.class);
  private final List<Integer> sizes;

  Goal(List<List<Expected>> groups) {
    int number = 0;
    for (int group = 0; group < groups.size(); group++) {
      for (Expected one : groups.get(group)) {
        places
            .computeIfAbsent(one.type(), _ -> new HashMap<>())
            .put(one.name(), new Place(group, number++, one.version()));
      }
    }
    sizes = groups.stream().map(List::size).toList();
  }

  int groups() {
    return sizes.size();
  }

  /** Nothing of it has come yet. */
  Progress begin() {
    return new Progress();
  }

  /** How far one stream has come. */
  final class Progress {

    private final BitSet seen = new BitSet();
    private final List<Integer> left = new ArrayList<>(sizes);

    /** Takes note of a resource; gives the group that is complete by it. */
    Optional<Integer> note(ResourceType type, String name, String version) {
      Place place = places.getOrDefault(type, Map.of()).get(name);
      if (place == null || seen.get(place.number()) || !isAwaited(place.version(), version)) {
        return Optional.empty();
      }
      seen.set(place.number());
      int rest = left.get(place.group()) - 1;
      left.set(place.group(), rest);
      return rest == 0 ? Optional.of(place.group()) : Optional.empty();
    }
  }

  private static boolean isAwaited(String awaited, String version) {
    return awaited.equals(Expected.ANY) || awaited.equals(version);
  }
}
