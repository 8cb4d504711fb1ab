package io.waystone.translator.input;

/** {@code spec.ipFamilies} of a Service. */
public enum IpFamilies {
  /** Not said. */
  AUTOMATIC,
  IPV4,
  IPV6,
  DUAL
}
