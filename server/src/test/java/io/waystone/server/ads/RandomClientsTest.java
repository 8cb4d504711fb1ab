package io.waystone.server.ads;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.Revision;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * After any history of changes, subscriptions, answers, refusals and reconnects a client has what
 * the view holds of what it wants; on the way, nothing comes before what it needs and nothing goes
 * before what uses it. More histories than the build runs: {@code -Dads.histories=100000}; another
 * start: {@code -Dads.seed=7000000}.
 */
class RandomClientsTest {

  private static final int HISTORIES = Integer.getInteger("ads.histories", 200);
  private static final long FIRST = Long.getLong("ads.seed", 0);

  @Test
  void clientsHaveWhatTheViewHolds() {
    for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      History history = new History(seed);
      try {
        history.run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "history of -Dads.seed=%d -Dads.histories=1:%n%s%n%s"
                .formatted(seed, history.lastOf(60), e.getMessage()),
            e);
      }
    }
  }

  /** Clients beside a view that changes. */
  private static final class History {

    private static final int STEPS = 80;

    private final Random random;
    private final World world;
    private final List<String> story = new ArrayList<>();
    private final List<RandomEnvoy> clients = new ArrayList<>();
    private DirectServer server = new DirectServer();
    private boolean ready;
    private int connected;

    History(long seed) {
      random = new Random(seed);
      world = new World(random, random.nextBoolean());
    }

    String lastOf(int lines) {
      return String.join("\n", story.subList(Math.max(0, story.size() - lines), story.size()));
    }

    void run() {
      connect();
      publish(world.change());
      for (int step = 0; step < STEPS; step++) {
        step();
        settle();
      }
      ready();
      clients.forEach(RandomEnvoy::readOn);
      settle();
      for (ResourceType type : World.TYPES) {
        clients.forEach(client -> client.wantAll(type));
        settle();
      }
      do {
        settle();
      } while (clients.stream().anyMatch(RandomEnvoy::answer));
      assertThat(clients).allMatch(RandomEnvoy::hasNothingOpen);
      clients.forEach(RandomEnvoy::checkEqual);
      server.stop();
    }

    private void step() {
      RandomEnvoy client = clients.get(random.nextInt(clients.size()));
      switch (random.nextInt(40)) {
        case 0 -> ready();
        case 1 -> connect();
        case 2 -> client.pauseOrReadOn();
        case 3 -> client.reconnect(server);
        case 4 -> {
          if (clients.size() > 1) {
            client.vanish();
            clients.remove(client);
          }
        }
        case 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 -> publish(world.change());
        case 15, 16, 17, 18, 19, 20 -> client.say();
        default -> client.answer();
      }
    }

    private void connect() {
      if (clients.size() < 4) {
        clients.add(new RandomEnvoy("client-" + connected++, world, random, story, server));
      }
    }

    private void ready() {
      if (!ready) {
        story.add("ready");
        ready = true;
        server.views.ready();
      }
    }

    private void publish(Revision revision) {
      List<ResourceChange> changes = revision.changes().get(Samples.VIEW);
      story.add("revision: " + text(changes));
      clients.forEach(client -> changes.forEach(change -> client.expect(change.id())));
      server.views.publish(revision);
    }

    private static List<String> text(List<ResourceChange> changes) {
      return changes.stream()
          .map(change ->
              change
                  .resource()
                  .map(now -> change.id() + "=" + now.version() + " needs " + now.needs())
                  .orElse("-" + change.id()))
          .toList();
    }

    private void settle() {
      server.rest();
      clients.forEach(client -> client.take(ready));
      if (ready) {
        clients.forEach(RandomEnvoy::checkComplete);
      }
    }
  }
}
