package io.waystone.translator.input;

/**
 * What is done to the path of a request before policies and routes look at it, and before it is
 * forwarded (Istio: {@code MeshConfig.pathNormalization}). Each does what the one before it does,
 * and more.
 */
public enum PathNormalization {
  /** Nothing: a policy sees what was sent. */
  NONE,
  /** RFC 3986, and a backslash becomes a slash. */
  BASE,
  /** And slashes in a row become one. */
  MERGE_SLASHES,
  /** And {@code %2F} and {@code %5C} are decoded before that. */
  DECODE_AND_MERGE_SLASHES;

  /** Where the mesh does not say. Istio's is {@link #BASE}, by which //admin is not /admin. */
  public static final PathNormalization HARDENED = MERGE_SLASHES;

  /** Where what the mesh says cannot be read. */
  public static final PathNormalization STRICTEST = DECODE_AND_MERGE_SLASHES;
}
