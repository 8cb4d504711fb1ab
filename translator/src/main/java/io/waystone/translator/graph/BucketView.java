package io.waystone.translator.graph;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A bucket as a computation sees it: without a copy, and only while the computation runs. */
@SuppressWarnings("JdkObsolete") // a navigable map has twenty methods more that nobody needs here
final class BucketView<K, V> extends AbstractMap<K, V> implements SortedMap<K, V> {

  private final Reading reading;
  private final NavigableMap<Object, Slot> members;

  BucketView(Reading reading, NavigableMap<Object, Slot> members) {
    this.reading = reading;
    this.members = members;
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return entries();
      }

      @Override
      public int size() {
        return BucketView.this.size();
      }
    };
  }

  private Iterator<Map.Entry<K, V>> entries() {
    reading.checkOpen();
    Iterator<Map.Entry<Object, Slot>> slots = members.entrySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        reading.checkOpen();
        return slots.hasNext();
      }

      @Override
      public Map.Entry<K, V> next() {
        reading.visit();
        Map.Entry<Object, Slot> slot = slots.next();
        return Map.entry(key(slot.getKey()), value(slot.getValue()));
      }
    };
  }

  @Override
  public int size() {
    reading.checkOpen();
    return members.size();
  }

  @Override
  public @Nullable V get(Object key) {
    reading.visit();
    Slot slot = members.get(key);
    return slot == null ? null : value(slot);
  }

  @Override
  public boolean containsKey(Object key) {
    reading.visit();
    return members.containsKey(key);
  }

  @Override
  public K firstKey() {
    reading.visit();
    return key(members.firstKey());
  }

  @Override
  public K lastKey() {
    reading.visit();
    return key(members.lastKey());
  }

  @Override
  public SortedMap<K, V> subMap(K from, K to) {
    return new BucketView<>(reading, members.subMap(from, true, to, false));
  }

  @Override
  public SortedMap<K, V> headMap(K to) {
    return new BucketView<>(reading, members.headMap(to, false));
  }

  @Override
  public SortedMap<K, V> tailMap(K from) {
    return new BucketView<>(reading, members.tailMap(from, true));
  }

  @Override
  public @Nullable Comparator<? super K> comparator() {
    return null;
  }

  @SuppressWarnings("unchecked") // an index is of a collection with keys K
  private K key(Object key) {
    return (K) key;
  }

  private V value(Slot slot) {
    return Reading.<V>value(slot).orElseThrow();
  }
}
