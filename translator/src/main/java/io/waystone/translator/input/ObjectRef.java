package io.waystone.translator.input;

import java.util.Comparator;

/**
 * Names an object: what people write in {@code kind}, {@code metadata.namespace} and {@code
 * metadata.name}. Printed as {@code default/reviews HTTPRoute}.
 *
 * @param namespace empty for cluster-scoped kinds
 */
public record ObjectRef(String kind, String namespace, String name)
    implements Comparable<ObjectRef> {

  private static final Comparator<ObjectRef> ORDER =
      Comparator.comparing(ObjectRef::kind)
          .thenComparing(ObjectRef::namespace)
          .thenComparing(ObjectRef::name);

  @Override
  public int compareTo(ObjectRef other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return (namespace.isEmpty() ? "" : namespace + "/") + name + " " + kind;
  }
}
