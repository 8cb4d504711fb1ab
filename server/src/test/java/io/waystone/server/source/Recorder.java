package io.waystone.server.source;

import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ReadResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A listener that keeps what it is told, and what followed from it each time. */
final class Recorder implements Source.Listener {

  private final Map<ObjectRef, ReadResult> objects = new HashMap<>();
  private final List<SourceUpdate> updates = new ArrayList<>();
  private final List<Map<String, String>> history = new ArrayList<>();

  @Override
  public synchronized void update(SourceUpdate update) {
    objects.putAll(update.changed());
    objects.keySet().removeAll(update.removed());
    updates.add(update);
    history.add(Texts.values(objects));
  }

  /** The values by name as they are now. */
  synchronized Map<String, String> values() {
    return Texts.values(objects);
  }

  /** The values as they were after each update. */
  synchronized List<Map<String, String>> history() {
    return List.copyOf(history);
  }

  synchronized List<SourceUpdate> updates() {
    return List.copyOf(updates);
  }

  synchronized boolean isComplete() {
    return !updates.isEmpty() && updates.getLast().complete();
  }

  synchronized String problems() {
    return updates.isEmpty() ? "no update" : updates.getLast().problems().toString();
  }
}
