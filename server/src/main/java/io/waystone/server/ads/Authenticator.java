package io.waystone.server.ads;

import io.grpc.Metadata;
import io.grpc.StatusException;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** Decides who may connect, and as which waypoint. Called once for each stream, from any thread. */
@FunctionalInterface
public interface Authenticator {

  /**
   * Whose credential this is. What the node says about itself has no part in it.
   *
   * @param headers the metadata of the call
   * @param tls the TLS session; empty on plaintext
   * @throws StatusException UNAUTHENTICATED without a valid credential, PERMISSION_DENIED with one
   *     that is not for this, UNAVAILABLE if that is not known yet; the client gets it as it is
   */
  Peer authenticate(Metadata headers, Optional<SSLSession> tls) throws StatusException;
}
