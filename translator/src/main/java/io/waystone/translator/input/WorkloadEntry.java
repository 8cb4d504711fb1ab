package io.waystone.translator.input;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An Istio WorkloadEntry: a workload that is no pod.
 *
 * @param workload annotation {@code istio.io/autoRegistrationGroup}, else label {@code
 *     service.istio.io/workload-name}, else its name
 */
public record WorkloadEntry(
    Meta meta, ServiceEntry.Endpoint endpoint, String workload, Traits traits)
    implements MeshObject {

  /**
   * What labels and annotations say of workloads that are no pods.
   *
   * @param captured annotation {@code ambient.istio.io/redirection: enabled}, or {@code
   *     nativeTunnel}: it speaks HBONE
   * @param nativeTunnel label {@code networking.istio.io/tunnel: http}
   * @param labels all of them: a selector may ask for any
   */
  public record Traits(boolean captured, boolean nativeTunnel, Map<String, String> labels) {
    public Traits {
      labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** Nothing said. */
    public static final Traits NONE = new Traits(false, false, Map.of());
  }
}
