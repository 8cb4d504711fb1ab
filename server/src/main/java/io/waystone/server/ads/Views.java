package io.waystone.server.ads;

import io.waystone.translator.Revision;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.DiagnosticPrinter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The views as of the last revision. One thread publishes; streams come, read and go meanwhile.
 *
 * <p>A view that is reported as gone while streams read it is kept for a moment: if it was only
 * released and is wanted again, it comes back, and the clients keep what they have. If it does not,
 * they are told that all of it is removed, and stay connected.
 */
public final class Views {

  private static final Logger log = LoggerFactory.getLogger(Views.class);

  private final ViewDemand demand;
  private final Timing timing;
  private final Map<ViewKey, View> views = new HashMap<>();
  private final Quarantine quarantine = new Quarantine();
  private volatile boolean ready;

  /** No views yet; {@code demand} is told which ones the streams need. */
  public Views(ViewDemand demand, Timing timing) {
    this.demand = demand;
    this.timing = timing;
  }

  /**
   * Makes a revision visible, for each view at once, and wakes the streams of those that changed. A
   * view that was not there before must be complete in it. By one thread at a time, in the order of
   * the revisions.
   */
  public synchronized void publish(Revision revision) {
    for (ViewKey key : revision.gone()) {
      View view = views.get(key);
      if (view != null && view.isRead()) {
        view.leave(revision.number(), System.nanoTime() + timing.grace().toNanos());
      } else {
        views.remove(key);
      }
    }
    revision
        .changes()
        .forEach((key, changes) ->
            views
                .computeIfAbsent(key, _ -> new View(key, quarantine))
                .publish(revision.number(), changes));
  }

  /**
   * The first complete revision is published: every source has delivered its first full list. No
   * request is answered before this.
   */
  public synchronized void ready() {
    ready = true;
    wake();
  }

  /** Has all streams look again: their secrets may be others. */
  public synchronized void wake() {
    views.values().forEach(View::wake);
  }

  /** The last revision that changed a view; empty if there is no such view. */
  public synchronized Optional<Long> revision(ViewKey key) {
    return Optional.ofNullable(views.get(key)).map(view -> view.reading(view::revision));
  }

  /** What proxies refuse of what was made for them, by view and name. */
  public synchronized List<Quarantined> quarantined() {
    return views.values().stream()
        .flatMap(view -> view.quarantined().stream())
        .sorted(Comparator.comparing(Quarantined::view).thenComparing(Quarantined::id))
        .toList();
  }

  /**
   * A proxy of this view refuses this: it is not sent again to those of its kind.
   *
   * @return how many versions are in quarantine
   */
  synchronized int quarantine(ViewKey from, ResourceId id, Refused refused) {
    quarantine.add(from.waypoint(), from.dialect(), id, refused);
    views.forEach((key, view) -> {
      if (key.waypoint().equals(from.waypoint()) && key.dialect().equals(from.dialect())) {
        Optional<Quarantined> withheld = view.withhold(id, refused);
        withheld.filter(one -> one.view().equals(from)).ifPresent(Views::say);
      }
    });
    return quarantine.size();
  }

  private static void say(Quarantined quarantined) {
    quarantined
        .diagnostics()
        .forEach(one -> log.error("{}", DiagnosticPrinter.line(one, Optional.empty())));
  }

  boolean isReady() {
    return ready;
  }

  synchronized View attach(ViewKey key, Reader reader) {
    View view = views.computeIfAbsent(key, _ -> new View(key, quarantine));
    if (view.add(reader)) {
      demand.want(key);
    }
    return view;
  }

  synchronized void detach(ViewKey key, Reader reader) {
    View view = views.get(key);
    if (view != null && view.remove(reader)) {
      demand.release(key);
      if (view.awaitsAll()) {
        views.remove(key);
      }
    }
  }
}
