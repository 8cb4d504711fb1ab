package io.waystone.server.identity;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.wire.Canonical;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a waypoint gets by SDS: its certificate and the roots, under the names that Istio's proxies
 * use. A certificate is kept until it is to be renewed, or the CA signs by another: until then
 * every stream of a waypoint that has none gets the same bytes. May be used by any thread.
 */
public final class WorkloadSecrets {

  /** The secret that holds the certificate and key of the workload. */
  public static final String CERTIFICATE = "default";

  /** The secret that holds the roots which peers are verified against. */
  public static final String ROOT = "ROOTCA";

  /** How long a workload's certificate holds; Istio's default too. */
  public static final Duration DEFAULT_TTL = Duration.ofHours(24);

  private final CertificateAuthority ca;
  private final Duration ttl;
  private final InstantSource clock;
  private final Map<SpiffeId, Held> certificates = new HashMap<>();

  private record Held(WorkloadSecret secret, String signer) {}

  /**
   * @param ttl how long each certificate holds
   * @param clock decides when one is to be renewed; the one of the CA
   */
  public WorkloadSecrets(CertificateAuthority ca, Duration ttl, InstantSource clock) {
    this.ca = ca;
    this.ttl = ttl;
    this.clock = clock;
  }

  /**
   * The secret of that name for a workload; empty if there is none of that name.
   *
   * @param identity of the waypoint that asks, from its credential and never from its request
   * @throws IdentityException if the CA has expired
   */
  public Optional<WorkloadSecret> secret(SpiffeId identity, String name) {
    return switch (name) {
      case CERTIFICATE -> Optional.of(certificate(identity));
      case ROOT -> Optional.of(roots(ca.trust()));
      default -> Optional.empty();
    };
  }

  /**
   * When a secret that a proxy already has is to be renewed. It may come from another process with
   * the same CA: its version says all there is to know.
   *
   * @param identity of the waypoint that asks
   * @param version as the proxy reports it
   * @return empty if it is to be replaced now: it is old, of another signer or identity, or unknown
   */
  public Optional<Instant> goodUntil(SpiffeId identity, String name, String version) {
    Optional<SecretVersion> held = SecretVersion.parse(version);
    return switch (name) {
      case CERTIFICATE ->
          held.flatMap(has -> certificateGoodUntil(identity, has))
              .filter(renewAt -> clock.instant().isBefore(renewAt));
      case ROOT -> held.filter(version(ca.trust())::equals).map(_ -> Instant.MAX);
      default -> Optional.empty();
    };
  }

  private Optional<Instant> certificateGoodUntil(SpiffeId identity, SecretVersion held) {
    Signer signer = ca.signer();
    Instant end = held.notAfter();
    SecretVersion ours = SecretVersion.of(signer.fingerprint(), identity.toString(), end);
    return held.isLike(ours)
        ? Optional.of(Life.renewAt(end, ttl, signer.end(), identity.toString()))
        : Optional.empty();
  }

  private synchronized WorkloadSecret certificate(SpiffeId identity) {
    Instant now = clock.instant();
    String signer = ca.fingerprint();
    // What is due goes for all identities, so that those of waypoints that are gone do not stay.
    certificates
        .values()
        .removeIf(held -> !now.isBefore(held.secret().renewAt()) || !held.signer().equals(signer));
    return certificates.computeIfAbsent(identity, this::issue).secret();
  }

  private Held issue(SpiffeId identity) {
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
        SecretVersion.of(issued.signer(), identity.toString(), issued.notAfter());
    return new Held(
        new WorkloadSecret(resource(secret, version), issued.renewAt()), issued.signer());
  }

  /** Other roots are another secret; these need no renewal. */
  private static WorkloadSecret roots(Trust trust) {
    Secret secret =
        Secret.newBuilder()
            .setName(ROOT)
            .setValidationContext(
                CertificateValidationContext.newBuilder().setTrustedCa(inline(trust.pem())))
            .build();
    return new WorkloadSecret(resource(secret, version(trust)), Instant.MAX);
  }

  private static SecretVersion version(Trust trust) {
    return SecretVersion.of(trust.fingerprint(), ROOT, trust.end());
  }

  private static Resource resource(Secret secret, SecretVersion version) {
    return new Resource(
        new ResourceId(ResourceType.SECRET, secret.getName()),
        version.toString(),
        Canonical.bytes(secret),
        Links.NONE,
        new TreeSet<>());
  }

  private static DataSource inline(String text) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(text)).build();
  }
}
