package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.ads.StreamState;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.identity.StateDirectory;
import io.waystone.server.lab.Connect;
import io.waystone.server.lab.Credential;
import io.waystone.server.lab.EnvoyProcess;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.TcpTalk;
import io.waystone.server.lab.Tunnel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The root of the mesh is followed by another one while traffic runs. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RotationTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @RegisterExtension static final MeshLab lab = new MeshLab();

  private LabWaypoint waypoint;
  private WrittenService service;

  @BeforeAll
  void start() throws IOException {
    service =
        WrittenService.service("turn", "echo", lab.serviceAddress())
            .with("labels: {istio.io/use-waypoint: wp}")
            .port("tcp", 7000, lab.tcpBackend(new TcpTalk.Echo()).address());
    lab.apply("echo.yaml", service.yaml(), LabObjects.gateway("turn", "wp"));
    waypoint = lab.waypoint("turn", "wp");
  }

  /**
   * Both roots, then the new one signs, then the old one goes. The tunnel of the first generation
   * lives on, in each step new connections of the generations around it are made, and Envoy gets
   * all of it on the stream that it has.
   */
  @Test
  @Timeout(120)
  void aTunnelLivesOnAndNewOnesAreMadeInEachStep() throws Exception {
    Path ca = lab.state().resolve("ca");
    String oldRoot = Files.readString(ca.resolve("root.pem"));
    Path other = lab.freshFolder().resolve("state");
    CertificateAuthority next =
        CertificateAuthority.openOrCreate(
            StateDirectory.open(other), MeshLab.TRUST_DOMAIN, Clock.systemUTC());
    String newRoot = next.rootPem();
    List<Long> streams = streams();
    IssuedCertificate ofOld = issue(lab.controlPlane().ca());
    IssuedCertificate ofNew = issue(next);
    HboneClient first = lab.keep(client(ofOld, oldRoot));
    try (Tunnel tunnel = first.open(Connect.to(service.authority()))) {
      Talks.echoes(tunnel, "before\n");
      assertThat(connects(ofNew, oldRoot)).isFalse();

      replace(ca.resolve("root.pem"), oldRoot + newRoot);
      await("the new root is trusted", _ -> connects(ofNew, oldRoot + newRoot));
      assertThat(connects(ofNew, newRoot)).isFalse();
      assertThat(connects(ofOld, oldRoot)).isTrue();
      Talks.echoes(tunnel, "both\n");

      replace(ca.resolve("root.key"), Files.readString(other.resolve("ca/root.key")));
      await("the new root signs", _ -> connects(ofNew, newRoot));
      assertThat(connects(ofOld, oldRoot + newRoot)).isTrue();
      Talks.echoes(tunnel, "signed by the new one\n");

      replace(ca.resolve("root.pem"), newRoot);
      await("the old root is none", _ -> !connects(ofOld, newRoot));
      assertThat(connects(ofNew, newRoot)).isTrue();
      Talks.echoes(tunnel, "after\n");
    }
    assertThat(first.connections()).isEqualTo(1);
    assertThat(streams()).isEqualTo(streams).hasSize(1);
  }

  private void await(String what, EnvoyProcess.Condition condition) throws IOException {
    waypoint.envoy().await(what, LIMIT, condition);
  }

  private static IssuedCertificate issue(CertificateAuthority ca) {
    return ca.issue(new SpiffeId(MeshLab.TRUST_DOMAIN, "turn", "client"), HOUR);
  }

  private HboneClient client(IssuedCertificate own, String roots) throws IOException {
    return new HboneClient(
        new Credential(own.chain(), own.key().reveal(), roots), waypoint.endpoint());
  }

  /** Whether both sides of a new connection accept each other. */
  private boolean connects(IssuedCertificate own, String roots) throws IOException {
    try (HboneClient client = client(own, roots);
        Tunnel tunnel = client.open(Connect.to(service.authority()))) {
      Talks.echoes(tunnel, "hello\n");
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** In one step, with the mode that the file has. */
  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("fresh");
    Files.copy(file, fresh, StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<Long> streams() {
    return lab.controlPlane().streams().stream().map(StreamState::stream).toList();
  }
}
