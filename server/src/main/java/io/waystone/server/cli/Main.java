package io.waystone.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code waystone}. */
@Command(
    name = "waystone",
    description = "An xDS control plane for ambient-mesh waypoints.",
    mixinStandardHelpOptions = true,
    version = "waystone 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ServeCommand.class, BootstrapCommand.class, TranslateCommand.class},
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

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command. */
  static int run(String... arguments) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler((exception, command, _) -> {
          command.getErr().println("waystone: " + reason(exception));
          return FAILED;
        })
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(arguments);
  }

  /** What people can do something with; the kind of exception where it says nothing else. */
  private static String reason(Exception exception) {
    String message = exception.getMessage();
    return message == null || exception instanceof java.nio.file.FileSystemException
        ? exception.toString()
        : message;
  }
}
