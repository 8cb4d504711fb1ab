package io.waystone.translator.graph;

import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The keys of a bucket as a computation sees them: without a copy, only while it runs. */
@SuppressWarnings("JdkObsolete") // a navigable set has ten methods more that nobody needs here
final class KeysView<K> extends AbstractSet<K> implements SortedSet<K> {

  private final Reading reading;
  private final NavigableMap<Object, Slot> members;

  KeysView(Reading reading, NavigableMap<Object, Slot> members) {
    this.reading = reading;
    this.members = members;
  }

  @Override
  public Iterator<K> iterator() {
    reading.checkOpen();
    Iterator<Object> keys = members.keySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        reading.checkOpen();
        return keys.hasNext();
      }

      @Override
      public K next() {
        reading.visit();
        return key(keys.next());
      }
    };
  }

  @Override
  public int size() {
    reading.checkOpen();
    return members.size();
  }

  @Override
  public boolean contains(Object key) {
    reading.visit();
    return members.containsKey(key);
  }

  @Override
  public K first() {
    reading.visit();
    return key(members.firstKey());
  }

  @Override
  public K last() {
    reading.visit();
    return key(members.lastKey());
  }

  @Override
  public SortedSet<K> subSet(K from, K to) {
    return new KeysView<>(reading, members.subMap(from, true, to, false));
  }

  @Override
  public SortedSet<K> headSet(K to) {
    return new KeysView<>(reading, members.headMap(to, false));
  }

  @Override
  public SortedSet<K> tailSet(K from) {
    return new KeysView<>(reading, members.tailMap(from, true));
  }

  @Override
  public @Nullable Comparator<? super K> comparator() {
    return null;
  }

  @SuppressWarnings("unchecked") // an index is of a collection with keys K
  private K key(Object key) {
    return (K) key;
  }
}
