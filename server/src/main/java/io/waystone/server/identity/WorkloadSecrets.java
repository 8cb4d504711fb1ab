package io.waystone.server.identity;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.Pack;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a waypoint gets by SDS: its certificate and the root, under the names that Istio's proxies
 * use. A certificate is kept until half its life is over: until then every stream of a waypoint,
 * also after a reconnect, gets the same bytes. May be used by any thread.
 */
public final class WorkloadSecrets {

  /** The secret that holds the certificate and key of the workload. */
  public static final String CERTIFICATE = "default";

  /** The secret that holds the root which peers are verified against. */
  public static final String ROOT = "ROOTCA";

  /** How long a workload's certificate holds; Istio's default too. */
  public static final Duration DEFAULT_TTL = Duration.ofHours(24);

  private final CertificateAuthority ca;
  private final Duration ttl;
  private final InstantSource clock;
  private final WorkloadSecret root;
  private final Map<SpiffeId, WorkloadSecret> certificates = new HashMap<>();

  /**
   * @param ttl how long each certificate holds
   * @param clock decides when half a life is over; the one of the CA
   */
  public WorkloadSecrets(CertificateAuthority ca, Duration ttl, InstantSource clock) {
    this.ca = ca;
    this.ttl = ttl;
    this.clock = clock;
    this.root = rootSecret(ca);
  }

  /**
   * The secret of that name for a workload; empty if there is none of that name.
   *
   * @param identity of the waypoint that asks, from its credential and never from its request
   * @throws IdentityException if the root has expired
   */
  public Optional<WorkloadSecret> secret(SpiffeId identity, String name) {
    return switch (name) {
      case CERTIFICATE -> Optional.of(certificate(identity));
      case ROOT -> Optional.of(root);
      default -> Optional.empty();
    };
  }

  private synchronized WorkloadSecret certificate(SpiffeId identity) {
    Instant now = clock.instant();
    // What is due goes for all identities, so that those of waypoints that are gone do not stay.
    certificates.values().removeIf(secret -> !now.isBefore(secret.renewAt()));
    return certificates.computeIfAbsent(identity, this::issue);
  }

  private WorkloadSecret issue(SpiffeId identity) {
    IssuedCertificate issued = ca.issue(identity, ttl);
    Secret secret =
        Secret.newBuilder()
            .setName(CERTIFICATE)
            .setTlsCertificate(
                TlsCertificate.newBuilder()
                    .setCertificateChain(inline(issued.chain()))
                    .setPrivateKey(inline(issued.key().reveal())))
            .build();
    SecretVersion version =
        new SecretVersion(ca.fingerprint(), identity.toString(), issued.notAfter());
    return new WorkloadSecret(resource(secret, version), issued.renewAt());
  }

  private static WorkloadSecret rootSecret(CertificateAuthority ca) {
    Instant end = ca.rootCertificate().getNotAfter().toInstant();
    Secret secret =
        Secret.newBuilder()
            .setName(ROOT)
            .setValidationContext(
                CertificateValidationContext.newBuilder().setTrustedCa(inline(ca.rootPem())))
            .build();
    return new WorkloadSecret(
        resource(secret, new SecretVersion(ca.fingerprint(), ROOT, end)), end);
  }

  private static Resource resource(Secret secret, SecretVersion version) {
    return new Resource(
        new ResourceId(ResourceType.SECRET, secret.getName()),
        version.toString(),
        Pack.bytes(secret),
        Links.NONE,
        new TreeSet<>());
  }

  private static DataSource inline(String text) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(text)).build();
  }
}
