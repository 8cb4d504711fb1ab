package io.waystone.server.cli;

import com.google.common.base.Preconditions;
import com.google.common.util.concurrent.Uninterruptibles;
import io.waystone.server.ads.Timing;
import io.waystone.server.ads.ViewDemand;
import io.waystone.server.ads.Views;
import io.waystone.server.ads.ZtunnelFeed;
import io.waystone.server.source.Source;
import io.waystone.server.source.SourceUpdate;
import io.waystone.translator.Translator;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Mode;
import io.waystone.translator.mesh.Waypoint;
import io.waystone.translator.mesh.WaypointKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the translator. What comes while one batch is computed gathers, and is the
 * next: there is no timer between an event and its revision.
 */
final class Translation implements Source.Listener, ViewDemand, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Translation.class);

  private static final String BROKEN =
      "the translation has failed, and nothing is translated any more; the log says why";

  private static final List<String> NOT_READ = List.of("the objects have not been read yet");

  /** What the thread is told. */
  private sealed interface Event {
    record Objects(SourceUpdate update) implements Event {}

    record Want(ViewKey view) implements Event {}

    record Release(ViewKey view) implements Event {}

    record Ask(Runnable question) implements Event {}

    record Stop() implements Event {}
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Translator translator;
  private final ObjectTable objects = new ObjectTable();
  private final Views views;
  private final ZtunnelFeed ztunnels = new ZtunnelFeed();
  private final Metrics metrics;
  private final Thread thread;
  private final NodeResidents residents = new NodeResidents();
  private volatile boolean ready;
  private volatile boolean complete;
  private volatile boolean broken;
  private volatile List<String> missing = NOT_READ;
  private volatile SortedMap<WaypointKey, Waypoint> waypoints = Collections.emptySortedMap();
  private volatile String trustDomain;

  Translation(Mesh defaults, Timing timing, boolean explain) {
    this(defaults, Mode.BESIDE_ISTIOD, timing, explain, new Metrics());
  }

  Translation(Mesh defaults, Mode mode, Timing timing, boolean explain, Metrics metrics) {
    this.metrics = metrics;
    trustDomain = defaults.trustDomain();
    views = new Views(this, timing);
    translator = new Translator(defaults, mode);
    if (explain) {
      translator.explain();
    }
    thread = Thread.ofPlatform().name("translation").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Whether an error has ended the translation. Proxies keep what they have, but no change reaches
   * them: only a new start helps.
   */
  boolean isBroken() {
    return broken;
  }

  /** What ztunnels get as of the last revision. */
  ZtunnelFeed ztunnels() {
    return ztunnels;
  }

  /** The views as of the last revision. */
  Views views() {
    return views;
  }

  /** The waypoints as of the last revision. */
  SortedMap<WaypointKey, Waypoint> waypoints() {
    return waypoints;
  }

  /** Which pods run on which node, as of the last revision. */
  NodeResidents residents() {
    return residents;
  }

  /** The trust domain of the mesh as of the last revision. */
  String trustDomain() {
    return trustDomain;
  }

  /**
   * Whether the last revision is made from all objects, be it the last one before the translation
   * broke.
   */
  boolean isComplete() {
    return complete;
  }

  /** Why it is not ready; nothing once it is. */
  List<String> missing() {
    return ready ? List.of() : missing;
  }

  /** Asks on the thread that owns the translator, between two batches. */
  <T> T ask(BiFunction<Translator, ObjectTable, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    events.add(
        new Event.Ask(() -> {
          try {
            Preconditions.checkState(!broken, BROKEN);
            answer.complete(question.apply(translator, objects));
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        }));
    return answer.join();
  }

  @Override
  public void update(SourceUpdate update) {
    events.add(new Event.Objects(update));
  }

  @Override
  public void want(ViewKey view) {
    events.add(new Event.Want(view));
  }

  @Override
  public void release(ViewKey view) {
    events.add(new Event.Release(view));
  }

  @Override
  public void close() {
    events.add(new Event.Stop());
    Uninterruptibles.joinUninterruptibly(thread);
  }

  private void run() {
    List<Event> batch = new ArrayList<>();
    try {
      while (!batch.contains(new Event.Stop())) {
        batch.clear();
        batch.add(events.take());
        events.drainTo(batch);
        handle(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(List<Event> batch) {
    try {
      if (!broken && batch.stream().anyMatch(Translation::changes)) {
        translate(batch);
      }
    } catch (RuntimeException | Error e) {
      // What was computed and what not is unknown: better no change than half of one.
      LOG.error(BROKEN, e);
      broken = true;
      ready = false;
      missing = List.of(BROKEN);
    }
    for (Event event : batch) {
      if (event instanceof Event.Ask(Runnable question)) {
        question.run();
      }
    }
  }

  /** A question alone makes no revision. */
  private static boolean changes(Event event) {
    return switch (event) {
      case Event.Objects _, Event.Want _, Event.Release _ -> true;
      case Event.Ask _, Event.Stop _ -> false;
    };
  }

  private void translate(List<Event> batch) {
    long begin = System.nanoTime();
    Translator.Edit edit = translator.edit();
    List<Diagnostic> said = new ArrayList<>();
    List<String> problems = missing;
    boolean allRead = false;
    for (Event event : batch) {
      switch (event) {
        case Event.Objects(SourceUpdate update) -> {
          said.addAll(objects.take(update, edit));
          allRead |= update.complete();
          problems = update.problems().stream().map(objects::line).toList();
        }
        case Event.Want(ViewKey view) -> edit.want(view);
        case Event.Release(ViewKey view) -> edit.release(view);
        case Event.Ask _, Event.Stop _ -> {}
      }
    }
    Translator.Applied applied = edit.apply();
    if (applied.waypointsChanged()) {
      waypoints = translator.waypoints();
    }
    trustDomain = translator.mesh().trustDomain();
    residents.take(applied.places());
    views.publish(applied.revision());
    ztunnels.publish(applied.revision().number(), applied.ztunnel());
    metrics.revision(applied.revision().number(), Duration.ofNanos(System.nanoTime() - begin));
    // Not before its revision is there: nothing missing means that proxies can be answered.
    missing = problems.isEmpty() ? NOT_READ : problems;
    Explanation.recomputations(applied).forEach(LOG::info);
    said.addAll(applied.diagnostics());
    said.stream().sorted().distinct().forEach(this::log);
    if (allRead && !ready) {
      complete = true;
      ready = true;
      views.ready();
      ztunnels.ready();
      LOG.info("ready with {} waypoints", waypoints.size());
    }
  }

  private void log(Diagnostic diagnostic) {
    String line = objects.line(diagnostic);
    switch (diagnostic.severity()) {
      case ERROR -> LOG.error(line);
      case WARNING -> LOG.warn(line);
      case INFO -> LOG.info(line);
    }
  }
}
