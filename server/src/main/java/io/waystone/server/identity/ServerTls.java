package io.waystone.server.identity;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key and certificate of the ADS server, for {@code TlsServerCredentials.keyManager}. They are
 * made at each start, are held in memory only, and renew themselves: the first handshake after half
 * the life of a certificate, or after the CA has another signer, makes the next. Open connections
 * keep theirs.
 */
public final class ServerTls extends X509ExtendedKeyManager {

  /** How long each certificate holds: 90 days. */
  public static final Duration TTL = Duration.ofDays(90);

  private static final String KEY_TYPE = "EC";

  private record Held(
      String alias, List<X509Certificate> chain, PrivateKey key, String signer, Instant renewAt) {}

  private final CertificateAuthority ca;
  private final List<String> hosts;
  private final InstantSource clock;
  private Held current;
  private Optional<Held> previous = Optional.empty();

  /**
   * A certificate for {@code localhost}, the loopback addresses and the given hosts.
   *
   * @param hosts DNS names or addresses at which proxies reach the server
   * @param clock decides when half a life is over; the one of the CA
   * @throws IllegalArgumentException if a host is neither
   * @throws IdentityException if the CA has expired
   */
  public ServerTls(CertificateAuthority ca, List<String> hosts, InstantSource clock) {
    this.ca = ca;
    this.hosts = List.copyOf(hosts);
    this.clock = clock;
    this.current = issue(ca, this.hosts);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return keyType.equals(KEY_TYPE) ? renewed().alias() : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return held(alias).map(held -> held.chain().toArray(X509Certificate[]::new)).orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return held(alias).map(Held::key).orElse(null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return keyType.equals(KEY_TYPE) ? new String[] {renewed().alias()} : null;
  }

  /** None: it is no client. */
  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  /** None: it is no client. */
  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private synchronized Held renewed() {
    boolean due = !clock.instant().isBefore(current.renewAt());
    if (due || !current.signer().equals(ca.fingerprint())) {
      Held next = issue(ca, hosts);
      // A handshake that has chosen the old alias still asks for its key.
      previous = Optional.of(current);
      current = next;
    }
    return current;
  }

  private synchronized Optional<Held> held(String alias) {
    return Stream.concat(Stream.of(current), previous.stream())
        .filter(held -> held.alias().equals(alias))
        .findFirst();
  }

  private static Held issue(CertificateAuthority ca, List<String> hosts) {
    IssuedCertificate issued = ca.issueServer(hosts, TTL);
    try {
      List<X509Certificate> chain = Pem.readCertificates(issued.chain());
      return new Held(
          chain.getFirst().getSerialNumber().toString(16),
          chain,
          Pem.readKey(issued.key().reveal()),
          issued.signer(),
          issued.renewAt());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("what was just issued cannot be read", e);
    }
  }

  /** The serial of the certificate; never the key. */
  @Override
  public synchronized String toString() {
    return "ServerTls[" + current.alias() + ", renew at " + current.renewAt() + "]";
  }
}
