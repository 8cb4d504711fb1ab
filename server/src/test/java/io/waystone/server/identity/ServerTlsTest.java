package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private CertificateAuthority ca;

  @BeforeEach
  void openCa() {
    ca =
        CertificateAuthority.openOrCreate(
            StateDirectory.open(folder.resolve("state")), "cluster.local", clock);
  }

  @Test
  void itHoldsFor90DaysForItsHosts() throws Exception {
    X509Certificate certificate = shown(new ServerTls(ca, List.of("waystone.example"), clock));

    assertThat(certificate.getNotAfter()).isEqualTo(FakeClock.START.plus(Duration.ofDays(90)));
    assertThat(certificate.getSubjectAlternativeNames())
        .contains(List.of(2, "waystone.example"), List.of(2, "localhost"));
  }

  @Test
  void itRenewsItselfAWhileAfterHalfItsLife() throws Exception {
    ServerTls tls = new ServerTls(ca, List.of(), clock);
    X509Certificate first = shown(tls);

    clock.advance(Duration.ofDays(45).minusSeconds(1));
    assertThat(shown(tls)).isEqualTo(first);
    clock.advance(Duration.ofDays(9).plusSeconds(1));
    assertThat(shown(tls)).isNotEqualTo(first);
    assertThat(tls.getCertificateChain(first.getSerialNumber().toString(16)))
        .containsExactly(first);
  }

  @Test
  void aServerOnGrpcShowsTheRenewedOneToItsNextClient() throws Exception {
    ServerTls tls = new ServerTls(ca, List.of(), clock);
    Server server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TlsServerCredentials.newBuilder().keyManager(tls).build())
            .build()
            .start();
    try {
      X509Certificate first = handshake(server.getPort());
      assertThat(handshake(server.getPort())).isEqualTo(first);

      clock.advance(Duration.ofDays(54));

      assertThat(handshake(server.getPort())).isEqualTo(shown(tls)).isNotEqualTo(first);
    } finally {
      server.shutdownNow().awaitTermination();
    }
  }

  @Test
  void itDoesNotPrintItsKey() {
    assertThat(new ServerTls(ca, List.of(), clock).toString())
        .startsWith("ServerTls[")
        .doesNotContain("PRIVATE");
  }

  private static X509Certificate shown(ServerTls tls) {
    String alias = Objects.requireNonNull(tls.chooseEngineServerAlias("EC", null, null));
    return Objects.requireNonNull(tls.getCertificateChain(alias))[0];
  }

  private static X509Certificate handshake(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /** The chain is verified elsewhere, by a clock of the test; here only its serial counts. */
  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
