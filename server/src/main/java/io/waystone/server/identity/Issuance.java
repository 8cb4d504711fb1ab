package io.waystone.server.identity;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/** What came of a workload's request for a certificate. */
public sealed interface Issuance {

  /**
   * It gets one.
   *
   * @param identity that it vouches for
   * @param chain PEM: the leaf, each certificate between it and a root, and at last all roots that
   *     the mesh trusts, in one text
   * @param serial of the leaf
   * @param until when it ends
   */
  record Issued(SpiffeId identity, List<String> chain, BigInteger serial, Instant until)
      implements Issuance {
    public Issued {
      chain = List.copyOf(chain);
    }
  }

  /**
   * It gets none.
   *
   * @param text what is wrong and what to do, for the log and the client; of what the client has
   *     written at most names that Kubernetes allows are in it
   */
  record Refused(Reason reason, String text) implements Issuance {}

  /** Why one is refused to somebody who has said who he is. */
  enum Reason {
    /** The credential is a waypoint's, which gets its certificates by SDS. */
    NOT_A_WORKLOAD,
    /** The objects have not been read yet: neither trust domain nor pods are known. */
    NOT_READY,
    /** Too large, or no message of this service. */
    MALFORMED_REQUEST,
    /** No signing request, or one that its key has not signed. */
    MALFORMED_CSR,
    /** A key of a kind or size that is not signed. */
    REFUSED_KEY,
    /** Who asks may not ask for others. */
    NOT_A_NODE_PROXY,
    /** The identity that is asked for is none that this mesh can have. */
    MALFORMED_IDENTITY,
    /** It is not said on which node the proxy is. */
    UNKNOWN_NODE,
    /** No pod with that identity runs on the node of the proxy. */
    NOT_ON_NODE,
    /** The CA has expired, or cannot sign. */
    CA_UNUSABLE
  }
}
