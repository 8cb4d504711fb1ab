package io.waystone.translator.input;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which workloads an object is about, by their labels: a workload with all of them is selected. One
 * without labels selects every workload of the namespace.
 */
public record WorkloadSelector(Map<String, String> labels) {
  public WorkloadSelector {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** Whether a workload with these labels is selected. */
  public boolean selects(Map<String, String> workload) {
    return workload.entrySet().containsAll(labels.entrySet());
  }
}
