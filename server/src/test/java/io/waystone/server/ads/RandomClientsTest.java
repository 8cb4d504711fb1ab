package io.waystone.server.ads;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.waystone.translator.Revision;
import io.waystone.translator.envoy.ResourceChange;
import io.waystone.translator.envoy.ResourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * After any history of changes, subscriptions, answers, refusals and reconnects a client has what
 * the view holds of what it wants; on the way, nothing comes before what it needs and nothing goes
 * before what uses it. More histories than the build runs: {@code -Dads.histories=100000}; another
 * start: {@code -Dads.seed=7000000}.
 */
class RandomClientsTest {

  private static final int HISTORIES = Integer.getInteger("ads.histories", 200);

  /** Histories wait now and then. */
  private static final int RUNNERS = 4;

  private static final long FIRST = Long.getLong("ads.seed", 0);

  private final Logger log = (Logger) LoggerFactory.getLogger("io.waystone.server.ads");

  /** Thousands of refusals say nothing to anybody. */
  @BeforeEach
  void hush() {
    log.setLevel(Level.OFF);
  }

  @AfterEach
  void speak() {
    // Of its parent again: other tests want more.
    log.setLevel(null);
  }

  @Test
  void clientsHaveWhatTheViewHolds() throws InterruptedException {
    try (ExecutorService runners = Executors.newFixedThreadPool(RUNNERS)) {
      List<Callable<Void>> runs = new ArrayList<>();
      for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
        History history = new History(seed);
        runs.add(() -> run(history));
      }
      for (Future<Void> run : runners.invokeAll(runs)) {
        assertThat(run).succeedsWithin(Duration.ZERO);
      }
    }
  }

  private static Void run(History history) {
    try {
      history.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(history + ":\n" + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  /** Clients beside a view that changes. */
  private static final class History {

    private static final int STEPS = 80;

    private final long seed;
    private final Random random;
    private final World world;
    private final List<String> story = new ArrayList<>();
    private final List<RandomEnvoy> clients = new ArrayList<>();
    private DirectServer server = new DirectServer();
    private boolean ready;
    private int connected;

    History(long seed) {
      this.seed = seed;
      random = new Random(seed);
      world = new World(random, random.nextBoolean());
    }

    @Override
    public String toString() {
      return "history of -Dads.seed=%d -Dads.histories=1:%n%s".formatted(seed, lastOf(60));
    }

    String lastOf(int lines) {
      return String.join("\n", story.subList(Math.max(0, story.size() - lines), story.size()));
    }

    void run() throws InterruptedException {
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
      answerAll();
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (clients.stream().anyMatch(RandomEnvoy::hasLeftovers) && System.nanoTime() < deadline) {
        Thread.sleep(DirectServer.GRACE.dividedBy(4));
        answerAll();
      }
      assertThat(clients).allMatch(RandomEnvoy::hasNothingOpen);
      clients.forEach(RandomEnvoy::checkEqual);
      server.stop();
    }

    private void answerAll() {
      do {
        settle();
      } while (clients.stream().anyMatch(RandomEnvoy::answer));
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
      List<ResourceChange> changes = revision.changes().getOrDefault(Samples.VIEW, List.of());
      story.add("revision: " + text(changes));
      clients.forEach(client -> changes.forEach(change -> client.expect(change.id())));
      server.views.publish(revision);
    }

    private static List<String> text(List<ResourceChange> changes) {
      return changes.stream()
          .map(change ->
              change
                  .resource()
                  .map(now -> change.id() + "=" + now.version() + " needs " + now.links().needs())
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
