package io.waystone.e2e.bench;

import io.waystone.e2e.bench.ClientOrder.Arrived;
import io.waystone.e2e.bench.ClientOrder.Expected;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far the streams have come with what is awaited. */
final class Waiting {

  private final Map<Integer, Goal> goals = new HashMap<>();
  private final Map<ClientStream, Goal.Progress> progress = new HashMap<>();

  /** For each group, the streams that are not there yet, and when the last one was. */
  private final List<Integer> left;

  private final List<Long> last;

  private long bytes;
  private long responses;

  Waiting(ClientOrder.Await order) {
    order.groups().forEach((waypoint, groups) -> goals.put(waypoint, new Goal(groups)));
    int groups = goals.values().stream().mapToInt(Goal::groups).max().orElse(0);
    left = new ArrayList<>(Collections.nCopies(groups, order.streams()));
    last = new ArrayList<>(Collections.nCopies(groups, 0L));
  }

  /** Takes note of a response; whether nothing is awaited any more. */
  boolean note(ClientStream stream, Received response, long at) {
    Goal goal = goals.get(stream.waypoint());
    if (goal == null) {
      return false;
    }
    bytes += response.size();
    responses++;
    Goal.Progress one = progress.computeIfAbsent(stream, _ -> goal.begin());
    ResourceType type = ResourceType.of(response.typeUrl()).orElseThrow();
    for (Received.Item item : response.items()) {
      arrived(one.note(type, item.name(), item.version()), at);
    }
    for (String name : response.removed()) {
      arrived(one.note(type, name, Expected.GONE), at);
    }
    return left.stream().allMatch(streams -> streams == 0);
  }

  private void arrived(Optional<Integer> group, long at) {
    if (group.isPresent()) {
      left.set(group.get(), left.get(group.get()) - 1);
      last.set(group.get(), Math.max(last.get(group.get()), at));
    }
  }

  /** What came of it. */
  Arrived arrived(int ended) {
    return new Arrived(List.copyOf(last), bytes, responses, ended);
  }
}
