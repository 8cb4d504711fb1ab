package io.waystone.server.cli;

import io.waystone.server.identity.Bootstrap;
import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.HostPort;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.identity.WaypointNode;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code waystone bootstrap}: what an Envoy is started with to be a waypoint. */
@Command(
    name = "bootstrap",
    description = {
      "Writes what makes a plain Envoy a waypoint: a bootstrap, and a credential.",
      "The credential is in a file beside the bootstrap (mode 0600). Run it where the state"
          + " directory",
      "of \"serve\" is, or with the same --ca."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  waystone bootstrap default/default",
      "  waystone bootstrap default/default -o /etc/envoy/waypoint.yaml --ads 10.0.0.5:15012",
      "  waystone bootstrap default/default --bind 127.0.0.10:15008 --envoy-admin 127.0.0.10:15000",
      "  waystone bootstrap default/default --ttl 24h",
      "",
      "Exit codes: 0 written; 1 it could not be; 2 wrong usage."
    })
final class BootstrapCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "NAMESPACE/GATEWAY", description = "The waypoint.")
  private @Nullable WaypointKey waypoint;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where it is written. Default: GATEWAY.NAMESPACE.yaml in this folder.")
  private @Nullable Path out;

  @Option(
      names = "--ads",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:15012",
      description = "Where the control plane is, as the proxy reaches it (${DEFAULT-VALUE}).")
  private HostPort ads = HostPort.parse("127.0.0.1:15012");

  @Option(
      names = "--address",
      paramLabel = "IP",
      defaultValue = "127.0.0.1",
      description = "The proxy's own address, for its node id (${DEFAULT-VALUE}).")
  private String address = "127.0.0.1";

  @Option(
      names = "--bind",
      paramLabel = "IP:PORT",
      description = "Where it takes HBONE. Default: all addresses, port 15008.")
  private @Nullable HostPort bind;

  @Option(
      names = "--envoy-admin",
      paramLabel = "IP:PORT",
      defaultValue = "127.0.0.1:15000",
      description = "Envoy's admin interface, on a loopback address (${DEFAULT-VALUE}).")
  private HostPort admin = HostPort.parse("127.0.0.1:15000");

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      defaultValue = "365d",
      converter = Ttl.class,
      description = "How long the credential holds: such as 30m, 24h or 365d (${DEFAULT-VALUE}).")
  private Duration ttl = Credentials.DEFAULT_TTL;

  @Option(
      names = "--client-cert",
      description = {
        "Writes a client certificate in place of a token, for proxies that cannot send one.",
        "It is the waypoint's identity in the whole mesh, and Envoy reads it at its start only."
      })
  private boolean clientCertificate;

  @Option(
      names = "--service-account",
      paramLabel = "NAME",
      description =
          "With --client-cert, the service account of the waypoint. Default: the Gateway's name.")
  private @Nullable String serviceAccount;

  @Mixin private StateOption state = new StateOption();
  @Mixin private CaOption ca = new CaOption();
  @Mixin private MeshOptions mesh = new MeshOptions();

  @Override
  public Integer call() throws IOException {
    CommandLine command = java.util.Objects.requireNonNull(spec).commandLine();
    WaypointKey key = java.util.Objects.requireNonNull(waypoint);
    String account = Optional.ofNullable(serviceAccount).orElse(key.name());
    if (serviceAccount != null && !clientCertificate) {
      throw new ParameterException(command, "--service-account is for --client-cert alone");
    }
    WaypointNode node;
    try {
      new SpiffeId(mesh.mesh().trustDomain(), key.namespace(), account);
      node =
          new WaypointNode(
              key,
              address,
              mesh.mesh().clusterDomain(),
              mesh.mesh().cluster(),
              Optional.ofNullable(bind));
      Bootstrap.requireLoopback(admin);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()));
    }
    CertificateAuthority signer =
        CaOption.open(ca.folder(), state.path(), mesh.mesh().trustDomain(), Clock.systemUTC());
    Path file =
        Optional.ofNullable(out).orElse(Path.of(key.name() + "." + key.namespace() + ".yaml"));
    Enrolment enrolment =
        new Enrolment(node, ads, admin, Bootstrap.DEFAULT_STATS_FLUSH_INTERVAL, ttl);
    Bootstrap bootstrap =
        clientCertificate
            ? enrolment.writeWithCertificate(signer, account, file)
            : enrolment.write(signer, file);
    PrintWriter text = command.getOut();
    text.println(
        "Written: "
            + bootstrap.files().bootstrap()
            + " and its credential "
            + bootstrap.files().credential());
    text.println("Start:   " + bootstrap.command());
    return 0;
  }
}
