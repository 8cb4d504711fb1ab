package io.waystone.translator.mesh;

import java.util.Comparator;

/**
 * Where an endpoint or a proxy is; parts not known are empty. Printed as {@code
 * region/zone/subzone}.
 */
public record Locality(String region, String zone, String subzone) implements Comparable<Locality> {

  /** Nothing known. */
  public static final Locality UNKNOWN = new Locality("", "", "");

  private static final Comparator<Locality> ORDER =
      Comparator.comparing(Locality::region)
          .thenComparing(Locality::zone)
          .thenComparing(Locality::subzone);

  /** Reads {@code region/zone/subzone} (Istio); what is missing at the end is not known. */
  public static Locality parse(String text) {
    String[] parts = text.split("/", 3);
    return new Locality(
        parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
  }

  /** Its region and zone alone. */
  public Locality withoutSubzone() {
    return new Locality(region, zone, "");
  }

  /** Whether both are known to be in one region. */
  boolean sameRegion(Locality other) {
    return !region.isEmpty() && region.equals(other.region);
  }

  /**
   * Whether both are known to be in one zone. An EndpointSlice names the zone alone, so a region
   * that is not known on one side is no difference.
   */
  boolean sameZone(Locality other) {
    return !zone.isEmpty()
        && zone.equals(other.zone)
        && (region.isEmpty() || other.region.isEmpty() || region.equals(other.region));
  }

  /** Whether both are known to be in one subzone. */
  boolean sameSubzone(Locality other) {
    return sameZone(other) && !subzone.isEmpty() && subzone.equals(other.subzone);
  }

  @Override
  public int compareTo(Locality other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    String text = region + "/" + zone;
    return subzone.isEmpty() ? text : text + "/" + subzone;
  }
}
