package io.waystone.server.cli;

import io.waystone.server.ads.Timing;
import io.waystone.server.identity.HostPort;
import io.waystone.translator.mesh.Mode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code waystone serve}: the control plane, until it is told to end. */
@Command(
    name = "serve",
    description = "Runs the control plane on files and folders of YAML, and follows their changes.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  waystone serve -f mesh/",
      "  waystone serve -f mesh/ --ads 10.0.0.5:15012        proxies on other machines connect",
      "  waystone serve -f mesh/ --ca /etc/cacerts           the CA of an Istio mesh",
      "  waystone serve -f mesh/ --token-jwks jwks.json --token-issuer"
          + " https://kubernetes.default.svc",
      "                                                      ztunnels get their certificates here",
      "  waystone serve -f mesh/ --explain                   what a change costs, and why",
      "  curl localhost:15014/readyz                         is it ready, and if not, why",
      "  curl 'localhost:15014/config_dump?waypoint=default/default'",
      "",
      "Exit codes: 0 told to end; 1 it could not start; 2 wrong usage."
    })
final class ServeCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-f", "--from"},
      paramLabel = "PATH",
      required = true,
      description = "A file or folder of YAML; several may be given.")
  private List<Path> from = List.of();

  @Option(
      names = "--ads",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:15012",
      description = "Where proxies connect, by TLS (${DEFAULT-VALUE}).")
  private HostPort ads = HostPort.parse("127.0.0.1:15012");

  @Option(
      names = "--ads-host",
      paramLabel = "HOST",
      description = "A further name or address by which proxies reach it, for its certificate.")
  private List<String> adsHosts = List.of();

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:15014",
      description = "The admin port, on a loopback address (${DEFAULT-VALUE}).")
  private HostPort admin = HostPort.parse("127.0.0.1:15014");

  @Option(
      names = "--ztunnel",
      description =
          "Serves ztunnels too, those with the service account of --node-proxy: workloads, services"
              + " and policies, where no istiod does. Needs --token-jwks.")
  private boolean ztunnel;

  @Option(
      names = "--explain",
      description = "Logs for every change what was computed again, and why.")
  private boolean explain;

  @Mixin private StateOption state = new StateOption();
  @Mixin private CaOption ca = new CaOption();
  @Mixin private CertificateOptions certificates = new CertificateOptions();
  @Mixin private MeshOptions mesh = new MeshOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    InetSocketAddress adminAddress = new InetSocketAddress(admin.host(), admin.port());
    if (adminAddress.isUnresolved() || !adminAddress.getAddress().isLoopbackAddress()) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "Invalid value for option '--admin': "
              + admin
              + " is not a loopback address, and whoever reaches the admin port sees the whole"
              + " mesh");
    }
    CertificateSettings tokens = certificates.settings();
    if (ztunnel && tokens.tokens().isEmpty()) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "Missing option '--token-jwks': --ztunnel serves those who show the token of a service"
              + " account, and without the keys of its issuer none can be verified; add"
              + " --token-jwks FILE --token-issuer ISSUER");
    }
    List<String> hosts = new ArrayList<>(adsHosts);
    hosts.add(ads.host());
    Settings settings =
        new Settings(
            from,
            mesh.mesh(),
            state.path(),
            new InetSocketAddress(ads.host(), ads.port()),
            hosts,
            adminAddress,
            ca.folder(),
            tokens,
            ztunnel ? Mode.ALONE : Mode.BESIDE_ISTIOD,
            Timing.STANDARD,
            explain);
    try (Ending ending = new Ending();
        ControlPlane controlPlane = new ControlPlane(settings)) {
      LOG.info(
          "serving {}: ADS on {}, admin on http://{}, state in {}",
          from,
          controlPlane.ads(),
          admin,
          settings.state());
      ending.await();
    }
    return 0;
  }
}
