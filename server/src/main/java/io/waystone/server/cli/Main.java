package io.waystone.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waystone.server.identity.HostPort;
import io.waystone.server.identity.ServiceAccount;
import io.waystone.translator.envoy.Capabilities;
import io.waystone.translator.mesh.Locality;
import io.waystone.translator.mesh.WaypointKey;
import java.io.PrintWriter;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code waystone}. */
@Command(
    name = "waystone",
    description = "An xDS control plane for ambient-mesh waypoints.",
    mixinStandardHelpOptions = true,
    version = "waystone 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      BootstrapCommand.class,
      TranslateCommand.class,
      TrainCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:what was asked for was done",
      "1:an object is invalid, or what was asked for cannot be done; stderr says why",
      "2:wrong usage",
      "3:something is missing on this machine"
    },
    footer = {
      "",
      "Examples:",
      "  waystone demo                          see it work, with a real Envoy",
      "  waystone translate -f mesh/            what every waypoint would get",
      "  waystone serve -f mesh/                run the control plane on a folder",
      "  waystone bootstrap default/default     how an Envoy connects to it"
    })
public final class Main {

  /** A command could not do what was asked. */
  static final int FAILED = 1;

  /** The command was called wrongly. */
  static final int USAGE = 2;

  /** The examples have what they are for beside them. */
  private static final int HELP_WIDTH = 100;

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    // The same bytes wherever it runs: the terminal's own encoding has no part in it.
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    System.exit(run(out, err, arguments));
  }

  /** Runs a command that writes there, and gives its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((exception, command, _) -> {
          command.getErr().println("waystone: " + reason(exception));
          return FAILED;
        })
        .setUsageHelpWidth(HELP_WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(WaypointKey.class, reading(WaypointKey::parse))
        .registerConverter(Capabilities.class, reading(Capabilities::named))
        .registerConverter(Locality.class, reading(ViewOptions::locality))
        .registerConverter(HostPort.class, reading(HostPort::parse))
        .registerConverter(ServiceAccount.class, reading(ServiceAccount::parse))
        .execute(arguments);
  }

  /** Text that cannot be read as what an option is for is wrong usage. */
  private static <T> CommandLine.ITypeConverter<T> reading(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    };
  }

  /** What people can do something with; the kind of exception where it says nothing else. */
  private static String reason(Exception exception) {
    String message = exception.getMessage();
    return message == null || exception instanceof java.nio.file.FileSystemException
        ? exception.toString()
        : message;
  }
}
