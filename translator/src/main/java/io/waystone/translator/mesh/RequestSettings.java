package io.waystone.translator.mesh;

import io.waystone.translator.input.PathNormalization;

/**
 * What the settings of the mesh say of all HTTP.
 *
 * @param paths what is done to the paths of requests before anything looks at them
 * @param asking whether there are providers that policies may ask about requests
 */
public record RequestSettings(PathNormalization paths, boolean asking) {

  /** What holds where nothing can be asked. */
  public static final RequestSettings DEFAULT =
      new RequestSettings(PathNormalization.HARDENED, false);
}
