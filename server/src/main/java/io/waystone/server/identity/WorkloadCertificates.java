package io.waystone.server.identity;

import io.waystone.server.identity.Issuance.Issued;
import io.waystone.server.identity.Issuance.Reason;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Certificates for workloads that have made a key themselves: which identity somebody gets. His
 * own, that of his token; or, if he is the proxy of a node, that of a workload on his node, which
 * his proxy speaks for. May be used by any thread.
 */
public final class WorkloadCertificates {

  /** As what Istio's ztunnel runs. */
  public static final ServiceAccount ZTUNNEL = new ServiceAccount("istio-system", "ztunnel");

  private final CertificateAuthority ca;
  private final Supplier<String> trustDomain;
  private final Residents residents;
  private final NodeProxies nodeProxies;
  private final Duration longest;

  /**
   * What somebody asks for.
   *
   * @param csr a signing request, PEM
   * @param validity how long it is to hold; zero or less leaves it to us
   * @param impersonated the identity that it is to vouch for; empty for the asker's own
   */
  public record Request(String csr, Duration validity, Optional<String> impersonated) {}

  /**
   * Certificates of this CA.
   *
   * @param trustDomain of the mesh, as of now
   * @param nodeProxies who may ask for the identities of the workloads on their node
   * @param longest how long a certificate holds at most, and if nobody asks for less
   */
  public WorkloadCertificates(
      CertificateAuthority ca,
      Supplier<String> trustDomain,
      Residents residents,
      Set<ServiceAccount> nodeProxies,
      Duration longest) {
    this.ca = ca;
    this.trustDomain = trustDomain;
    this.residents = residents;
    this.nodeProxies = new NodeProxies(nodeProxies, residents);
    this.longest = longest;
  }

  /**
   * Answers a request.
   *
   * @param caller who asks, from his credential and never from his request
   */
  public Issuance issue(Workload caller, Request request) {
    try {
      SpiffeId identity = identity(caller, request.impersonated());
      PublicKey key = SigningRequest.key(request.csr());
      SignedCertificate signed =
          ca.in(identity.trustDomain()).sign(identity, key, life(request.validity()));
      return new Issued(identity, signed.chain(), signed.serial(), signed.notAfter());
    } catch (Refusal e) {
      return e.refused();
    } catch (IdentityException e) {
      return new Issuance.Refused(Reason.CA_UNUSABLE, String.valueOf(e.getMessage()));
    }
  }

  /** istiod refuses what is longer than it gives; who asks for too much gets what there is. */
  private Duration life(Duration wanted) {
    return wanted.isPositive() && wanted.compareTo(longest) < 0 ? wanted : longest;
  }

  private SpiffeId identity(Workload caller, Optional<String> impersonated) throws Refusal {
    String domain = trustDomain.get();
    if (impersonated.isEmpty()) {
      return new SpiffeId(domain, caller.account().namespace(), caller.account().name());
    }
    if (!nodeProxies.contains(caller)) {
      throw new Refusal(
          Reason.NOT_A_NODE_PROXY,
          "the service account "
              + caller.account()
              + " may not ask for the identities of others: name it with --node-proxy if it is"
              + " that of the nodes' proxies");
    }
    SpiffeId identity = identity(impersonated.get(), domain);
    String node = node(caller);
    ServiceAccount account = new ServiceAccount(identity.namespace(), identity.serviceAccount());
    if (!residents.runsOn(node, account)) {
      // The same whether or not there are such pods on other nodes, or such an account at all.
      throw new Refusal(
          Reason.NOT_ON_NODE,
          "no pod that runs as "
              + account
              + " is known on node "
              + node
              + ", the one of the asking proxy. A pod that was just scheduled is known soon: ask"
              + " again");
    }
    return identity;
  }

  private static SpiffeId identity(String written, String trustDomain) throws Refusal {
    try {
      SpiffeId identity = SpiffeId.parse(written);
      if (identity.trustDomain().equals(trustDomain)) {
        return identity;
      }
    } catch (IllegalArgumentException malformed) {
      // Said below.
    }
    throw new Refusal(
        Reason.MALFORMED_IDENTITY,
        "ImpersonatedIdentity is not spiffe://"
            + trustDomain
            + "/ns/NAMESPACE/sa/SERVICEACCOUNT, an identity of this mesh");
  }

  private String node(Workload caller) throws Refusal {
    return nodeProxies
        .node(caller)
        .orElseThrow(() ->
            new Refusal(
                Reason.UNKNOWN_NODE,
                "the token names no node, nor a pod of "
                    + caller.account()
                    + " that is known to run on one: use the token that is projected into the"
                    + " proxy's own pod, and let the control plane read that pod"));
  }
}
