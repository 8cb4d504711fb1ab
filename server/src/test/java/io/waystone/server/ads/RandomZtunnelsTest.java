package io.waystone.server.ads;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.ztunnel.ZtunnelChange;
import io.waystone.translator.ztunnel.ZtunnelId;
import io.waystone.translator.ztunnel.ZtunnelResource;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * After any history of changes, requests, answers and reconnects a ztunnel has what it wants, as it
 * is; on the way, no workload is there without the policy that it names. More histories than the
 * build runs: {@code -Dads.histories=10000}; another start: {@code -Dads.seed=7000000}.
 */
class RandomZtunnelsTest {

  private static final int HISTORIES = Integer.getInteger("ads.histories", 150);
  private static final long FIRST = Long.getLong("ads.seed", 0);
  private static final int STEPS = 60;

  @Test
  void ztunnelsHaveWhatTheyWant() {
    for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      History history = new History(new Random(seed));
      try {
        history.run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "history of -Dads.seed=%d -Dads.histories=1: %s".formatted(seed, history.story), e);
      }
    }
  }

  private static final class History {
    private final Random random;
    private final DirectServer server = new DirectServer();

    /** What there is: the version of a workload is a number and the policy that it names. */
    private final SortedMap<ZtunnelId, ZtunnelResource> now = new TreeMap<>();

    private final List<String> story = new ArrayList<>();
    private final List<Boolean> wantsAll = new ArrayList<>();
    private final List<ZtunnelClient> clients = new ArrayList<>();
    private final List<SortedSet<String>> asked = new ArrayList<>();
    private long revision;

    History(Random random) {
      this.random = random;
    }

    void run() {
      for (int i = 0; i < 3; i++) {
        wantsAll.add(random.nextBoolean());
        asked.add(new TreeSet<>());
        clients.add(connect(i, Map.of(), Map.of()));
      }
      publish();
      server.ztunnels.ready();
      for (int step = 0; step < STEPS; step++) {
        step(random.nextInt(clients.size()));
        check();
      }
      boolean moved;
      do {
        moved = false;
        for (ZtunnelClient client : clients) {
          client.call.readOn();
          moved |= client.take();
          moved |= client.answer(_ -> "");
          check();
        }
      } while (moved);
      for (int i = 0; i < clients.size(); i++) {
        complete(i);
      }
      server.stop();
    }

    private void step(int i) {
      ZtunnelClient client = clients.get(i);
      switch (random.nextInt(12)) {
        case 0 -> {
          client.call.vanish();
          clients.set(
              i,
              connect(i, client.has(ZtunnelType.ADDRESS), client.has(ZtunnelType.AUTHORIZATION)));
        }
        case 1 -> client.call.pause();
        case 2, 3 -> {
          if (!wantsAll.get(i)) {
            String name = "w" + random.nextInt(8);
            String spoken = random.nextBoolean() ? name : "/" + name;
            story.add(i + " asks for " + spoken);
            asked.get(i).add(name);
            client.ask(spoken);
          }
        }
        case 4, 5, 6 -> publish();
        case 7, 8, 9 -> client.take();
        default -> {
          client.call.readOn();
          client.take();
          client.answer(_ -> random.nextInt(5) == 0 ? "w1: no" : "");
        }
      }
    }

    private ZtunnelClient connect(
        int i, Map<String, String> addresses, Map<String, String> policies) {
      story.add(i + " connects with " + addresses + policies);
      ZtunnelClient client = new ZtunnelClient(server, "node-" + i);
      List<String> subscribe = wantsAll.get(i) ? List.of() : List.of("*");
      // A subscription to nothing is a subscription to what it has; what it asked for it asks
      // again.
      client.ask(ZtunnelType.ADDRESS, Map.copyOf(addresses), subscribe, subscribe);
      client.ask(ZtunnelType.AUTHORIZATION, Map.copyOf(policies), List.of(), List.of());
      asked.get(i).forEach(client::ask);
      return client;
    }

    /** Policies come with the workloads that name them, and go when none does. */
    private void publish() {
      List<ZtunnelChange> changes = new ArrayList<>();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        String name = "w" + random.nextInt(8);
        int node = random.nextInt(4);
        ZtunnelChange change =
            random.nextInt(4) == 0
                ? ZtunnelSamples.gone(ZtunnelType.ADDRESS, name)
                : ZtunnelSamples.workload(
                    name,
                    random.nextInt(3) + "@" + node + "-p" + random.nextInt(3),
                    "/" + name,
                    "node-" + node);
        changes.removeIf(other -> other.id().equals(change.id()));
        changes.add(change);
      }
      changes.forEach(this::apply);
      for (int p = 0; p < 3; p++) {
        String name = "p" + p;
        boolean named =
            now.values().stream()
                .anyMatch(
                    one -> one.id().type() == ZtunnelType.ADDRESS && one.version().endsWith(name));
        ZtunnelId id = new ZtunnelId(ZtunnelType.AUTHORIZATION, name);
        if (named != now.containsKey(id)) {
          changes.add(
              named ? ZtunnelSamples.policy(name, "1") : ZtunnelSamples.gone(id.type(), name));
          apply(changes.getLast());
        }
      }
      story.add(changes.stream().map(c -> c.id().name() + version(c.resource())).toList() + "");
      server.ztunnels.publish(++revision, changes);
    }

    private static String version(Optional<ZtunnelResource> resource) {
      return resource.map(one -> "=" + one.version() + "@" + one.node()).orElse(" goes");
    }

    private void apply(ZtunnelChange change) {
      change
          .resource()
          .ifPresentOrElse(one -> now.put(change.id(), one), () -> now.remove(change.id()));
    }

    /** Nobody has a workload without the policy that it names. */
    private void check() {
      for (ZtunnelClient client : clients) {
        client
            .has(ZtunnelType.ADDRESS)
            .forEach((name, version) ->
                assertThat(client.has(ZtunnelType.AUTHORIZATION))
                    .as("%s names it: %s", name, client.story)
                    .containsKey(version.substring(version.indexOf('-') + 1)));
      }
    }

    private void complete(int i) {
      assertThat(clients.get(i).waits).as("%s waits: %s", i, clients.get(i).story).isEmpty();
      TreeMap<String, String> wanted = new TreeMap<>();
      TreeMap<String, String> must = new TreeMap<>();
      now.values().stream()
          .filter(one -> one.id().type() == ZtunnelType.ADDRESS)
          .forEach(one -> {
            wanted.put(one.id().name(), one.version());
            if (wantsAll.get(i)
                || one.node().equals("node-" + i)
                || asked.get(i).contains(one.id().name())) {
              must.put(one.id().name(), one.version());
            }
          });
      Map<String, String> has = clients.get(i).has(ZtunnelType.ADDRESS);
      assertThat(has).as("%s: %s", i, clients.get(i).story).containsAllEntriesOf(must);
      assertThat(wanted).as("%s has nothing old", i).containsAllEntriesOf(has);
      assertThat(clients.get(i).has(ZtunnelType.AUTHORIZATION).keySet())
          .isEqualTo(
              now.keySet().stream()
                  .filter(id -> id.type() == ZtunnelType.AUTHORIZATION)
                  .map(ZtunnelId::name)
                  .collect(Collectors.toSet()));
    }
  }
}
