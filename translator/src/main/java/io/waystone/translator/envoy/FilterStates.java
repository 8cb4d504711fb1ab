package io.waystone.translator.envoy;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue;
import java.util.List;

/**
 * What the tunnel says to the listener behind it, and the client cannot forge. The keys are
 * istiod's; the remote address is the connection's own, not {@code %DOWNSTREAM_REMOTE_ADDRESS%},
 * which an x-forwarded-for on the CONNECT would forge.
 */
enum FilterStates {
  /** The listener's original_dst filter takes it as the local address. */
  LOCAL_ADDRESS("envoy.filters.listener.original_dst.local_ip", Form.OWN, "%REQ(:AUTHORITY)%"),
  /** The same for the remote address: who connects. */
  REMOTE_ADDRESS(
      "envoy.filters.listener.original_dst.remote_ip",
      Form.OWN,
      "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%"),
  /** What the client asked for. */
  AUTHORITY("io.istio.connect_authority", Form.TEXT, "%REQ(:AUTHORITY)%"),
  /** Whom the client's certificate names; policies look here. */
  PEER("io.istio.peer_principal", Form.TEXT, "%DOWNSTREAM_PEER_URI_SAN%"),
  /** Whom our certificate names. */
  LOCAL("io.istio.local_principal", Form.TEXT, "%DOWNSTREAM_LOCAL_URI_SAN%");

  /** What makes the object. */
  private enum Form {
    /** The factory that has the key's own name. */
    OWN,
    /** A text; hashable, so that connections of different peers are never pooled together. */
    TEXT
  }

  private final String key;
  private final Form form;
  private final String value;

  FilterStates(String key, Form form, String value) {
    this.key = key;
    this.form = form;
    this.value = value;
  }

  String key() {
    return key;
  }

  /** All of them, carried to the next hop and no further. */
  static List<FilterStateValue> all(Capabilities.Strings strings) {
    return java.util.Arrays.stream(values()).map(state -> state.message(strings)).toList();
  }

  /** What the hop before has said, carried to the next one. */
  FilterStateValue carried() {
    return message("", "%FILTER_STATE(" + key + ":PLAIN)%");
  }

  private FilterStateValue message(Capabilities.Strings strings) {
    return message(
        switch (form) {
          case OWN -> "";
          case TEXT -> strings.factory();
        },
        value);
  }

  private FilterStateValue message(String factory, String format) {
    return FilterStateValue.newBuilder()
        .setObjectKey(key)
        .setFactoryKey(factory)
        .setFormatString(
            SubstitutionFormatString.newBuilder()
                .setTextFormatSource(DataSource.newBuilder().setInlineString(format)))
        .setSharedWithUpstream(FilterStateValue.SharedWithUpstream.ONCE)
        .build();
  }
}
