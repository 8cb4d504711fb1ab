package io.waystone.e2e;

import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * GETs at a steady pace while something changes, about 200 in a second. Half of the callers open a
 * tunnel for each; the others keep theirs until they are told that it closes.
 */
final class Load implements AutoCloseable {

  /** The answer that counts kept tunnels which ended with a request on its way. */
  static final String AGAIN = "again on another tunnel";

  private static final int CALLERS = 4;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final HttpCall GET = HttpCall.get("load.example", "/");

  private final HboneClient client;
  private final Connect connect;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<Map<String, Integer>>> callers = new ArrayList<>();
  private volatile boolean over;

  private Load(HboneClient client, String authority) {
    this.client = client;
    this.connect = Connect.to(authority);
  }

  /** Starts; it goes on until {@link #end}. */
  static Load start(HboneClient client, String authority) {
    Load load = new Load(client, authority);
    for (int i = 0; i < CALLERS; i++) {
      boolean keeps = i % 2 == 0;
      load.callers.add(load.threads.submit(() -> keeps ? load.onKept() : load.onFresh()));
    }
    return load;
  }

  /**
   * Ends it.
   *
   * @return how often each answer was given: the backend's name, a status that is not 200, or
   *     "lost" with the reason
   */
  Map<String, Integer> end() throws InterruptedException, ExecutionException {
    over = true;
    Map<String, Integer> all = new TreeMap<>();
    for (Future<Map<String, Integer>> caller : callers) {
      caller.get().forEach((answer, count) -> all.merge(answer, count, Integer::sum));
    }
    return all;
  }

  private Map<String, Integer> onFresh() {
    Map<String, Integer> answers = new TreeMap<>();
    while (!over) {
      try {
        HttpTunnel http = new HttpTunnel(client.open(connect));
        count(answers, http.send(GET));
        finish(http);
      } catch (IOException e) {
        lost(answers, e);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return answers;
  }

  /** It may have ended before. */
  private static void finish(HttpTunnel http) {
    try {
      http.finish();
    } catch (IOException e) {
      http.close();
    }
  }

  private Map<String, Integer> onKept() {
    Map<String, Integer> answers = new TreeMap<>();
    Optional<HttpTunnel> kept = Optional.empty();
    while (!over) {
      boolean used = kept.isPresent();
      try {
        HttpTunnel http = used ? kept.get() : new HttpTunnel(client.open(connect));
        kept = Optional.of(http);
        HttpReply reply = http.send(GET);
        count(answers, reply);
        LockSupport.parkNanos(PAUSE.toNanos());
        if (reply.header("connection").orElse("").equals("close") || ended(http)) {
          http.close();
          kept = Optional.empty();
        }
      } catch (IOException e) {
        if (used) {
          answers.merge(AGAIN, 1, Integer::sum);
        } else {
          lost(answers, e);
        }
        kept.ifPresent(HttpTunnel::close);
        kept = Optional.empty();
      }
    }
    kept.ifPresent(HttpTunnel::close);
    return answers;
  }

  /** Whether it has ended. Between two requests nothing arrives but that. */
  static boolean ended(HttpTunnel http) throws IOException {
    try {
      http.tunnel().read(Duration.ZERO);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static void count(Map<String, Integer> answers, HttpReply reply) {
    answers.merge(
        reply.status() == 200
            ? reply.header("x-backend").orElse("200")
            : String.valueOf(reply.status()),
        1,
        Integer::sum);
  }

  private static void lost(Map<String, Integer> answers, IOException why) {
    answers.merge("lost: " + why.getMessage(), 1, Integer::sum);
  }

  @Override
  public void close() {
    over = true;
    threads.close();
  }
}
