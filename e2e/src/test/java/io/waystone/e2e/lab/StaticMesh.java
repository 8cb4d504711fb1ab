package io.waystone.e2e.lab;

import io.waystone.server.lab.Backend;
import io.waystone.server.lab.Credential;
import io.waystone.server.lab.EnvoyBinary;
import io.waystone.server.lab.EnvoyOptions;
import io.waystone.server.lab.EnvoyProcess;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HboneEndpoint;
import io.waystone.server.lab.Kept;
import io.waystone.server.lab.LabPod;
import io.waystone.server.lab.LoopbackAddresses;
import io.waystone.server.lab.PodTerminator;
import io.waystone.server.lab.TcpBackend;
import io.waystone.server.lab.TcpTalk;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A waypoint with a static configuration, one pod behind it, and three backends in the pod. */
final class StaticMesh implements AutoCloseable {

  static final String WAYPOINT = TestCa.identity("default", "waypoint");
  static final String CLIENT = TestCa.identity("default", "client");

  private final Kept kept = new Kept();
  private final TestCa ca = new TestCa();
  private final LoopbackAddresses addresses = kept.keep(new LoopbackAddresses());
  private final InetAddress waypointAddress = addresses.next();
  private final InetAddress serviceAddress = addresses.next();
  private final InetAddress podAddress = addresses.next();
  final Backend http;
  final TcpBackend echo;
  final TcpBackend late;
  final PodTerminator pod;
  final EnvoyProcess waypoint;

  StaticMesh(Path folder, Duration lateBy) throws IOException {
    try {
      EnvoyBinary binary = EnvoyBinary.find(Optional.empty(), System.out::println);
      http = kept.keep(new Backend("reviews-v1", inPod(8080)));
      echo = kept.keep(new TcpBackend(new TcpTalk.Banner("220 hello\n"), inPod(9000)));
      late = kept.keep(new TcpBackend(new TcpTalk.AfterEnd(lateBy, "late"), inPod(9001)));
      Path podFolder = Files.createDirectories(folder.resolve("pod"));
      LabPod labPod = new LabPod("reviews-1", podAddress, issue("reviews"));
      pod = kept.keep(PodTerminator.start(binary, List.of(labPod), podFolder));
      waypoint =
          kept.keep(startWaypoint(binary, Files.createDirectories(folder.resolve("waypoint"))));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private EnvoyProcess startWaypoint(EnvoyBinary binary, Path folder) throws IOException {
    Credential credential = issue("waypoint");
    Files.writeString(folder.resolve("waypoint.pem"), credential.chain());
    Files.writeString(folder.resolve("waypoint.key"), credential.key());
    Files.writeString(folder.resolve("root.pem"), credential.roots());
    Path bootstrap = folder.resolve("waypoint.yaml");
    Files.writeString(
        bootstrap,
        template()
            .replace("WAYPOINT", waypointAddress.getHostAddress())
            .replace("SERVICE", serviceAddress.getHostAddress())
            .replace("POD", podAddress.getHostAddress()));
    EnvoyProcess envoy = EnvoyProcess.start(binary, bootstrap, folder, EnvoyOptions.STANDARD);
    try {
      envoy.awaitLive();
      return envoy;
    } catch (IOException e) {
      envoy.close();
      throw e;
    }
  }

  private static String template() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(StaticMesh.class.getResourceAsStream("waypoint.yaml"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A client with the identity of a service account in namespace default. */
  HboneClient client(String account) throws IOException {
    return kept.keep(new HboneClient(issue(account), endpoint()));
  }

  Credential issue(String account) {
    return ca.issue(TestCa.identity("default", account));
  }

  HboneEndpoint endpoint() {
    return new HboneEndpoint(new InetSocketAddress(waypointAddress, 15008), WAYPOINT);
  }

  /** The authority of the service port that leads to this backend. */
  String authority(InetSocketAddress backend) {
    return serviceAddress.getHostAddress() + ":" + backend.getPort();
  }

  /** The authority that the waypoint asks the pod for. */
  String inPod(InetSocketAddress backend) {
    return podAddress.getHostAddress() + ":" + backend.getPort();
  }

  InetAddress freshAddress() throws IOException {
    return addresses.next();
  }

  private InetSocketAddress inPod(int port) {
    return new InetSocketAddress(podAddress, port);
  }

  /** Ends all, the last one started first. */
  @Override
  public void close() {
    kept.close();
  }
}
