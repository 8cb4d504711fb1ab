package io.waystone.e2e;

import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import io.waystone.server.lab.SeenRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * GETs of all kinds at a steady pace while states change. Half of the callers open a tunnel for
 * each; the others keep theirs for ever. What is answered is held against the states that may be in
 * force meanwhile.
 */
final class ChurnLoad implements AutoCloseable {

  private static final int CALLERS = 4;
  private static final Duration PAUSE = Duration.ofMillis(15);

  private static final List<ChurnState.Ask> ASKS = asks();

  private final HboneClient client;
  private final Connect connect;
  private final Timeline timeline;
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> callers = new ArrayList<>();
  private volatile boolean over;

  private ChurnLoad(HboneClient client, String authority, Timeline timeline) {
    this.client = client;
    this.connect = Connect.to(authority);
    this.timeline = timeline;
  }

  /** Starts; it goes on until {@link #end}. */
  static ChurnLoad start(HboneClient client, String authority, Timeline timeline) {
    ChurnLoad load = new ChurnLoad(client, authority, timeline);
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      load.callers.add(load.threads.submit(() -> load.call(caller, caller % 2 == 0)));
    }
    return load;
  }

  private static List<ChurnState.Ask> asks() {
    List<ChurnState.Ask> asks = new ArrayList<>();
    for (String path : ChurnWalk.PREFIXES) {
      asks.add(new ChurnState.Ask(path, false));
      asks.add(new ChurnState.Ask(path, true));
    }
    return asks;
  }

  /** What went wrong up to now. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** How many requests were sent. */
  int requests() {
    return requests.get();
  }

  /** Ends it, when those on their way are answered. */
  void end() throws InterruptedException, ExecutionException {
    over = true;
    for (Future<?> caller : callers) {
      caller.get();
    }
  }

  private void call(int caller, boolean keeps) {
    Optional<HttpTunnel> kept = Optional.empty();
    for (int i = caller; !over; i++) {
      ChurnState.Ask ask = ASKS.get(i % ASKS.size());
      requests.incrementAndGet();
      int begin = timeline.begin();
      String answer;
      try {
        if (kept.isEmpty()) {
          kept = Optional.of(new HttpTunnel(client.open(connect)));
        }
        HttpReply reply = kept.get().send(call(ask));
        answer = answer(reply);
        LockSupport.parkNanos(PAUSE.toNanos());
        boolean closed =
            reply.header("connection").orElse("").equals("close") || Load.ended(kept.get());
        if (closed) {
          faults.add("a connection ends after " + ask + " was answered with " + answer);
        }
        if (closed) {
          kept.get().close();
        } else if (!keeps) {
          kept.get().finish();
        }
        kept = kept.filter(_ -> keeps && !closed);
      } catch (IOException | RuntimeException e) {
        answer = "lost: " + e;
        kept.ifPresent(HttpTunnel::close);
        kept = Optional.empty();
      }
      List<ChurnState> states = timeline.end(begin);
      if (!ChurnState.allow(states, ask, answer)) {
        faults.add(
            "%s, %s, was answered with %s; it was: %s".formatted(ask, keeps, answer, states));
      }
    }
    kept.ifPresent(HttpTunnel::close);
  }

  private static HttpCall call(ChurnState.Ask ask) {
    HttpCall call = HttpCall.get("front", ask.path());
    return ask.header() ? call.with(ChurnState.HEADER, "1") : call;
  }

  /** Request and response are marked by the same rule. */
  private static String answer(HttpReply reply) {
    if (reply.status() != 200) {
      return String.valueOf(reply.status());
    }
    String mark = reply.header(ChurnState.RESPONSE_MARK).orElse(ChurnState.NO_RULE);
    String asked =
        SeenRequest.parse(reply.body()).header(ChurnState.REQUEST_MARK).orElse(ChurnState.NO_RULE);
    return (mark.equals(asked) ? mark : mark + " and " + asked)
        + " "
        + reply.header("x-backend").orElse("nobody");
  }

  @Override
  public void close() {
    over = true;
    threads.close();
  }
}
