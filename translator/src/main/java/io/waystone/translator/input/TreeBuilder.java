package io.waystone.translator.input;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Builds trees from the events of a parser. What a text can make it do is bounded: the depth, and
 * the size of the tree with every alias written out, so that a short text cannot be a huge object.
 */
final class TreeBuilder {

  private static final int MAX_DEPTH = 100;
  private static final int ALIAS_ALLOWANCE = 100_000;

  private final String source;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private long nodesLeft;

  /**
   * A builder for one text.
   *
   * @param length of the text: each node takes at least a character where it is written
   */
  TreeBuilder(String source, int length) {
    this.source = source;
    this.nodesLeft = (long) length + ALIAS_ALLOWANCE;
  }

  private record Anchored(Tree tree, long nodes) {}

  /** Why a text is not taken, although a parser takes it. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Position position;

    Refused(String reason, Position position) {
      super(reason);
      this.position = position;
    }

    String reason() {
      return String.valueOf(getMessage());
    }

    Position position() {
      return position;
    }
  }

  /** The documents, empty ones as {@link Tree.Null}. */
  List<Tree> documents(Iterable<Event> events) {
    List<Tree> documents = new ArrayList<>();
    Iterator<Event> rest = events.iterator();
    while (rest.hasNext()) {
      Event event = rest.next();
      switch (event.getEventId()) {
        case DocumentStart -> anchors.clear();
        case Scalar, SequenceStart, MappingStart, Alias -> documents.add(node(event, rest, 0));
        case StreamStart, StreamEnd, DocumentEnd, SequenceEnd, MappingEnd, Comment -> {}
      }
    }
    return documents;
  }

  static Position position(String source, Mark mark) {
    return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Tree node(Event event, Iterator<Event> rest, int depth) {
    if (depth > MAX_DEPTH) {
      throw new Refused("nested more than " + MAX_DEPTH + " levels deep", position(event));
    }
    long before = nodesLeft;
    spend(1, event);
    return switch (event) {
      case ScalarEvent scalar ->
          anchored(scalar.getAnchor(), Scalars.read(scalar, position(scalar)), before);
      case SequenceStartEvent start ->
          anchored(start.getAnchor(), sequence(start, rest, depth), before);
      case MappingStartEvent start ->
          anchored(start.getAnchor(), mapping(start, rest, depth), before);
      case AliasEvent alias -> alias(alias);
      default -> throw new IllegalStateException("not the start of a node: " + event);
    };
  }

  private Tree sequence(SequenceStartEvent start, Iterator<Event> rest, int depth) {
    List<Tree> items = new ArrayList<>();
    for (Event next = rest.next(); next.getEventId() != Event.ID.SequenceEnd; next = rest.next()) {
      items.add(node(next, rest, depth + 1));
    }
    return new Tree.Sequence(items, Optional.of(position(start)));
  }

  private Tree mapping(MappingStartEvent start, Iterator<Event> rest, int depth) {
    Map<String, Tree> entries = new LinkedHashMap<>();
    for (Event next = rest.next(); next.getEventId() != Event.ID.MappingEnd; next = rest.next()) {
      String key = key(next);
      if (entries.containsKey(key)) {
        throw new Refused("the key \"" + key + "\" stands twice", position(next));
      }
      // A field is where its name is: that is the line people look for, also of an alias.
      entries.put(key, Positions.at(position(next), node(rest.next(), rest, depth + 1)));
    }
    return new Tree.Mapping(entries, Optional.of(position(start)));
  }

  private String key(Event event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getValue();
    }
    throw new Refused("a key that is not a plain word", position(event));
  }

  private Tree anchored(Optional<Anchor> anchor, Tree tree, long before) {
    long nodes = before - nodesLeft;
    anchor.ifPresent(name -> anchors.put(name, new Anchored(tree, nodes)));
    return tree;
  }

  private Tree alias(AliasEvent alias) {
    // An anchor counts from its end: an alias inside its own anchor has nothing to stand for.
    Anchored anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      throw new Refused("alias *" + alias.getAlias() + " without an anchor", position(alias));
    }
    spend(anchored.nodes(), alias);
    return anchored.tree();
  }

  private void spend(long nodes, Event event) {
    nodesLeft -= nodes;
    if (nodesLeft < 0) {
      throw new Refused("its aliases make it too large", position(event));
    }
  }

  private Position position(Event event) {
    return event
        .getStartMark()
        .map(mark -> position(source, mark))
        .orElseGet(() -> new Position(source, 1, 1));
  }
}
