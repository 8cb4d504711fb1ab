package io.waystone.server.identity;

import io.waystone.translator.envoy.Resource;
import java.time.Instant;

/**
 * A secret for SDS.
 *
 * @param resource the {@code envoy.extensions.transport_sockets.tls.v3.Secret}; its body may hold a
 *     private key
 * @param renewAt when to ask again: then there is another one
 */
public record WorkloadSecret(Resource resource, Instant renewAt) {

  /** Name and version; never the body. */
  @Override
  public String toString() {
    return "WorkloadSecret["
        + resource.name()
        + ", version "
        + resource.version()
        + ", renew at "
        + renewAt
        + "]";
  }
}
