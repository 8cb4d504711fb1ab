package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.cli.Enrolment;
import io.waystone.server.identity.HostPort;
import io.waystone.server.identity.WaypointNode;
import io.waystone.server.lab.HboneClient;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An Envoy that shows a certificate and no token. */
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientCertificateTest {

  private static final WaypointKey KEY = new WaypointKey("shown", "wp");
  private static final Pattern ADDRESS = Pattern.compile("waypoint~([0-9.]+)~");

  @RegisterExtension static final MeshLab lab = new MeshLab();

  @Test
  @Timeout(60)
  void itGetsTheConfigurationOfTheWaypointThatRunsAsIt() throws IOException {
    WrittenService service =
        WrittenService.service(KEY.namespace(), "shop", lab.serviceAddress())
            .with("labels: {istio.io/use-waypoint: wp}")
            .port("http", 80, lab.backend("shop").address());
    lab.apply("mesh.yaml", service.yaml(), LabObjects.gateway(KEY.namespace(), KEY.name()));
    Path folder = lab.freshFolder();

    LabWaypoint waypoint =
        lab.waypoint(KEY.namespace(), KEY.name(), text -> withCertificate(text, folder));

    assertThat(folder.resolve("waypoint.key")).exists();
    assertThat(folder.resolve("waypoint.token")).doesNotExist();
    try (HboneClient client = waypoint.client("team-a", "one")) {
      assertThat(Talks.get(client, service.authority())).isEqualTo(200);
    }
  }

  /** The bootstrap of the same proxy with a certificate. */
  private static String withCertificate(String text, Path folder) {
    Matcher address = ADDRESS.matcher(text);
    assertThat(address.find()).isTrue();
    String ip = address.group(1);
    try {
      return new Enrolment(
              new WaypointNode(
                  KEY,
                  ip,
                  Mesh.DEFAULT.clusterDomain(),
                  Mesh.DEFAULT.cluster(),
                  Optional.of(new HostPort(ip, 15008))),
              new HostPort("127.0.0.1", lab.controlPlane().ads().getPort()),
              new HostPort(ip, 15000),
              Duration.ofSeconds(1),
              Duration.ofHours(1))
          .writeWithCertificate(
              lab.controlPlane().ca(), KEY.name(), folder.resolve("waypoint.yaml"))
          .text();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
