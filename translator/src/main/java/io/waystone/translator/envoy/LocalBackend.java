package io.waystone.translator.envoy;

import io.waystone.translator.mesh.BackendKey;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.Preference;
import java.util.Comparator;

/**
 * A backend of which some endpoints are preferred, as proxies in a locality see it.
 *
 * @param proxy as much of the locality as is relevant
 */
record LocalBackend(BackendKey backend, Preference preference, Locality proxy)
    implements Comparable<LocalBackend> {

  private static final Comparator<LocalBackend> ORDER =
      Comparator.comparing(LocalBackend::backend)
          .thenComparing(LocalBackend::preference)
          .thenComparing(LocalBackend::proxy);

  Share share() {
    return new Share.OfLocality(backend.waypoint(), preference, proxy);
  }

  @Override
  public int compareTo(LocalBackend other) {
    return ORDER.compare(this, other);
  }
}
