package io.waystone.translator.mesh;

import java.util.Comparator;

/**
 * A place where a service port is served.
 *
 * @param address canonical text
 * @param hbone it speaks HBONE (its pod is captured); otherwise it is plain
 * @param weight at least 1
 */
public record Endpoint(
    Locality locality, String address, int port, boolean hbone, Workload workload, int weight)
    implements Comparable<Endpoint> {

  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::locality)
          .thenComparing(Endpoint::address)
          .thenComparingInt(Endpoint::port)
          .thenComparing(Endpoint::hbone)
          .thenComparing(Endpoint::workload)
          .thenComparingInt(Endpoint::weight);

  @Override
  public int compareTo(Endpoint other) {
    return ORDER.compare(this, other);
  }

  /** What runs there, as metrics name it; empty where nothing is known. */
  public record Workload(
      String name, String namespace, String canonicalService, String canonicalRevision)
      implements Comparable<Workload> {

    /** Nothing known. */
    public static final Workload UNKNOWN = new Workload("", "", "", "");

    private static final Comparator<Workload> ORDER =
        Comparator.comparing(Workload::namespace)
            .thenComparing(Workload::name)
            .thenComparing(Workload::canonicalService)
            .thenComparing(Workload::canonicalRevision);

    @Override
    public int compareTo(Workload other) {
      return ORDER.compare(this, other);
    }
  }
}
