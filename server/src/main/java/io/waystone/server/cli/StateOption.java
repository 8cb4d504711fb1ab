package io.waystone.server.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a control plane keeps what must survive a restart. */
final class StateOption {

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "The state directory: the CA of the mesh, and texts as last read. Default:"
              + " $WAYSTONE_STATE, else waystone in $XDG_STATE_HOME or ~/.local/state.")
  private @Nullable Path state;

  Path path() {
    return Optional.ofNullable(state)
        .or(() -> environment("WAYSTONE_STATE").map(Path::of))
        .orElseGet(() ->
            environment("XDG_STATE_HOME")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "state"))
                .resolve("waystone"));
  }

  private static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }
}
