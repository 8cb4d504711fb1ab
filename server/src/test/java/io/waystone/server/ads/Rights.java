package io.waystone.server.ads;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a client may be sent, and what it may not be kept from, as of what it has said. */
final class Rights {

  private final String name;
  private final World world;
  private final Map<ResourceType, Side> sides;

  /** Of the client of this name, whose sides change with what it says and gets. */
  Rights(String name, World world, Map<ResourceType, Side> sides) {
    this.name = name;
    this.world = world;
    this.sides = sides;
  }

  /** It gets this. */
  void checkSent(ResourceType type, String one, String version) {
    Side side = side(type);
    ResourceId id = new ResourceId(type, one);
    assertThat(side.covers(one)).as("%s: %s that it does not want", name, id).isTrue();
    assertThat(world.isQuarantined(id, version)).as("%s: refused %s", name, id).isFalse();
    if (world.isBad(id)) {
      assertThat(world.needs(id, version)).as("%s: in place of %s", name, id).isNotNull();
    } else {
      assertThat(world.version(id)).as("%s: %s of now", name, id).contains(version);
      assertThat(version.equals(side.has.get(one)) && !side.isExcused(one))
          .as("%s: %s again", name, id)
          .isFalse();
    }
    if (version.equals(side.offered.put(one, version))) {
      return;
    }
    for (ResourceId need : world.needs(id, version)) {
      assertThat(isDone(need)).as("%s: %s before its %s", name, id, need).isTrue();
    }
  }

  /** It loses this. */
  void checkRemoved(ResourceType type, String one) {
    Side side = side(type);
    ResourceId id = new ResourceId(type, one);
    if (world.isBad(id)) {
      return;
    }
    assertThat(world.version(id)).as("%s: removal of %s", name, id).isEmpty();
    assertThat(side.has.containsKey(one) || side.told.contains(one) || side.mayGetAgain(one))
        .as("%s: removal of %s that it never had", name, id)
        .isTrue();
    if (side.has.containsKey(one)) {
      assertThat(usersOf(id)).as("%s: uses %s that is removed", name, id).isEmpty();
    }
  }

  /** Whether nobody would have to wait for this. */
  private boolean isDone(ResourceId need) {
    Optional<String> now = world.version(need);
    Side side = sides.get(need.type());
    return now.isEmpty()
        || world.isBad(need)
        || (side != null && side.hasSettled(need.name(), now.get()));
  }

  /**
   * What it may work with that names this. What only the client knows is removed together, in the
   * order of the types.
   */
  private List<ResourceId> usersOf(ResourceId used) {
    List<ResourceId> users = new ArrayList<>();
    sides.forEach((type, side) -> {
      for (String one : World.names(type)) {
        ResourceId id = new ResourceId(type, one);
        boolean leftover = side.known.contains(one) && world.version(id).isEmpty();
        if (!leftover
            && !world.isBad(id)
            && side.maybeInUse(one).stream()
                .anyMatch(version -> world.needs(id, version).contains(used))) {
          users.add(id);
        }
      }
    });
    return users;
  }

  // What it must have when its server has nothing left to do.

  /** Everything that nothing is in the way of. */
  void checkComplete() {
    boolean complete = true;
    for (Map.Entry<ResourceType, Side> each : sides.entrySet()) {
      Side side = each.getValue();
      for (String one : world.live(each.getKey())) {
        ResourceId id = new ResourceId(each.getKey(), one);
        if (side.covers(one) && side.pending.isEmpty()) {
          boolean missing = !world.isBad(id) && (isMissing(id) || side.owed.contains(one));
          if (missing && isFree(id)) {
            throw new AssertionError(
                "%s waits for %s without reason; it needs %s".formatted(name, id, needs(id)));
          }
          complete &= !missing;
        }
        complete &= side.pending.isEmpty();
      }
    }
    if (complete && hasNothingOpen()) {
      Set<ResourceId> used = maybeUsedByLeftovers();
      sides.forEach((type, side) -> checkNothingIsLeft(type, side, used));
    }
  }

  boolean hasNothingOpen() {
    return sides.values().stream().allMatch(side -> side.pending.isEmpty());
  }

  /**
   * What only the client knows goes when it is at rest, and what that may use, after it. The server
   * does not know in which version the client has it.
   */
  private Set<ResourceId> maybeUsedByLeftovers() {
    Deque<ResourceId> open = new ArrayDeque<>();
    sides.forEach((type, side) ->
        side.has.keySet().stream()
            .filter(side.known::contains)
            .map(one -> new ResourceId(type, one))
            .filter(id -> world.version(id).isEmpty())
            .forEach(open::add));
    Set<ResourceId> used = new HashSet<>();
    while (!open.isEmpty()) {
      world.everNeeded(open.pop()).stream().filter(used::add).forEach(open::add);
    }
    return used;
  }

  private void checkNothingIsLeft(ResourceType type, Side side, Set<ResourceId> used) {
    for (String one : World.names(type)) {
      ResourceId id = new ResourceId(type, one);
      if (world.version(id).isEmpty() && !side.known.contains(one)) {
        assertThat(side.has.containsKey(one) && !used.contains(id))
            .as("%s still has %s", name, id)
            .isFalse();
        assertThat(side.owed.contains(one) && side.known.isEmpty())
            .as("%s is not told of %s", name, id)
            .isFalse();
      }
    }
  }

  /** Whether it has something from before its stream that is not there any more. */
  boolean hasLeftovers() {
    return sides.entrySet().stream()
        .anyMatch(each ->
            each.getValue().has.keySet().stream()
                .anyMatch(one -> world.version(new ResourceId(each.getKey(), one)).isEmpty()));
  }

  /** It has everything now, but for what it refused. */
  void checkEqual() {
    for (ResourceType type : World.TYPES) {
      Map<String, String> expected = new HashMap<>();
      for (String one : world.live(type)) {
        ResourceId id = new ResourceId(type, one);
        String version = world.version(id).orElseThrow();
        if (world.isBad(id)) {
          Optional.ofNullable(side(type).has.get(one)).ifPresent(old -> expected.put(one, old));
        } else {
          expected.put(one, version);
        }
      }
      assertThat(side(type).has).as("%s: %s", name, type).isEqualTo(expected);
      assertThat(side(type).owed)
          .as("%s: %s owed", name, type)
          .allMatch(one -> world.isBad(new ResourceId(type, one)));
    }
  }

  private boolean isMissing(ResourceId id) {
    return !world.version(id).orElseThrow().equals(side(id.type()).has.get(id.name()));
  }

  /** Whether all that it needs is done, near and far. */
  private boolean isFree(ResourceId id) {
    Deque<ResourceId> open = new ArrayDeque<>(needs(id));
    Set<ResourceId> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      ResourceId need = open.pop();
      Side side = sides.get(need.type());
      if (!isDone(need) || world.isBad(need) || (side != null && mayComeAgain(side, need.name()))) {
        return false;
      }
      needs(need).stream().filter(seen::add).forEach(open::add);
    }
    return true;
  }

  /**
   * Whether its server may not know yet that this is all of it: something that is sent ahead of its
   * turn counts only when everything before it is sent too, and a trial takes its time.
   */
  private boolean mayComeAgain(Side side, String one) {
    return side.mayGetAgain(one) || (!world.isPlain() && side.isExcused(one));
  }

  private List<ResourceId> needs(ResourceId id) {
    return world.version(id).map(version -> world.needs(id, version)).orElse(List.of());
  }

  Side side(ResourceType type) {
    Side side = sides.get(type);
    if (side == null) {
      throw new AssertionError(name + " gets " + type + " and did not ask");
    }
    return side;
  }
}
