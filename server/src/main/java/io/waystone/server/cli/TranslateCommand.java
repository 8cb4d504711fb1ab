package io.waystone.server.cli;

import io.waystone.server.source.Directories;
import io.waystone.server.source.DocumentReader;
import io.waystone.server.source.SourceUpdate;
import io.waystone.translator.Translator;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.Severity;
import io.waystone.translator.mesh.PortDecision;
import io.waystone.translator.mesh.WaypointKey;
import io.waystone.translator.render.DecisionText;
import io.waystone.translator.render.Format;
import io.waystone.translator.render.StatusText;
import io.waystone.translator.render.View;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code waystone translate}: what the waypoints would get, offline. */
@Command(
    name = "translate",
    description = {
      "Prints what the waypoints get for files and folders of YAML, offline.",
      "It is sorted, and the same bytes for the same objects, so that CI can diff it. What is"
          + " wrong",
      "with the objects is on stderr."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  waystone translate -f mesh/ -o names               every resource, and the objects behind"
          + " it",
      "  waystone translate -f mesh/ -o status              what became of every object",
      "  waystone translate -f mesh/ -o decisions --port default/web:80   who may send there, and"
          + " why",
      "  waystone translate -f mesh/ --waypoint default/default > after.json",
      "  waystone translate -f mesh/ --dialect 1.36 --locality eu/eu-1",
      "  kubectl get gateways,services,httproutes -A -o yaml | waystone translate -f -",
      "",
      "Exit codes: 0 all objects are valid; 1 one is not (what is valid is printed); 2 wrong usage."
    })
final class TranslateCommand implements Callable<Integer> {

  /** What can be printed. */
  enum Output {
    CONFIG_DUMP("config-dump"),
    JSON("json"),
    YAML("yaml"),
    NAMES("names"),
    STATUS("status"),
    DECISIONS("decisions");

    private final String name;

    Output(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Reads an output by the name it is printed with. */
  static final class OutputConverter implements CommandLine.ITypeConverter<Output> {
    @Override
    public Output convert(String text) {
      for (Output output : Output.values()) {
        if (output.name.equals(text)) {
          return output;
        }
      }
      throw new CommandLine.TypeConversionException(
          "\"" + text + "\" is none of " + List.of(Output.values()));
    }
  }

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-f", "--from"},
      paramLabel = "PATH",
      required = true,
      description = "A file or folder of YAML, or - for standard input; several may be given.")
  private List<String> from = List.of();

  @Option(
      names = "--waypoint",
      paramLabel = "NAMESPACE/NAME",
      description = "Only this waypoint. Default: all.")
  private @Nullable WaypointKey waypoint;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "config-dump",
      converter = OutputConverter.class,
      description = {
        "config-dump: as Envoy's /config_dump (${DEFAULT-VALUE} is the default);",
        "json, yaml: every resource with version and causes; names: a line each;",
        "status: the conditions and diagnostics of every object;",
        "decisions: which policies decide for each service port, in their order."
      })
  private Output output = Output.CONFIG_DUMP;

  @Option(
      names = "--port",
      paramLabel = "HOST:PORT",
      converter = PortQuery.Converter.class,
      description = {
        "Of the decisions only those for this port: a host or NAMESPACE/NAME, with or",
        "without a port number."
      })
  private PortQuery port = PortQuery.ALL;

  @Option(
      names = "--explain",
      description = "Also says on stderr which stages ran, in their order, and how often.")
  private boolean explain;

  @Mixin private ViewOptions view = new ViewOptions();
  @Mixin private MeshOptions mesh = new MeshOptions();

  @Override
  public Integer call() {
    CommandLine command = java.util.Objects.requireNonNull(spec).commandLine();
    if (!port.equals(PortQuery.ALL) && output != Output.DECISIONS) {
      throw new CommandLine.ParameterException(command, "--port is for -o decisions");
    }
    Translator translator = new Translator(mesh.mesh());
    ObjectTable objects = new ObjectTable();
    SourceUpdate update =
        Directories.readOnce(from, System.in, new DocumentReader(mesh.mesh().rootNamespace()));
    Translator.Edit edit = translator.edit();
    objects.take(update, edit);
    if (explain) {
      translator.explain();
    }
    Translator.Applied applied = edit.apply();
    Explanation.stages(applied).forEach(command.getErr()::println);
    List<Diagnostic> diagnostics = objects.diagnostics(translator);
    diagnostics.forEach(diagnostic -> command.getErr().println(objects.line(diagnostic)));
    List<ViewKey> views = wanted(translator).stream().map(view::of).toList();
    Translator.Edit asked = translator.edit();
    views.forEach(asked::want);
    Explanation.stages(asked.apply()).forEach(command.getErr()::println);
    print(command.getOut(), translator, views, diagnostics);
    boolean valid = diagnostics.stream().noneMatch(d -> d.severity() == Severity.ERROR);
    return valid ? 0 : Main.FAILED;
  }

  private Collection<WaypointKey> wanted(Translator translator) {
    if (waypoint == null) {
      return translator.waypoints().keySet();
    }
    WaypointKey key = waypoint;
    if (!translator.waypoints().containsKey(key)) {
      throw new IllegalArgumentException(
          "there is no waypoint " + key + "; there are: " + translator.waypoints().keySet());
    }
    return List.of(key);
  }

  /**
   * Those that are asked for.
   *
   * @throws IllegalArgumentException if there are none of a port that is named
   */
  private List<PortDecision> decisions(Translator translator) {
    Collection<WaypointKey> asked = wanted(translator);
    return port.find(
        translator.decisions().stream()
            .filter(decision -> asked.contains(decision.waypoint()))
            .toList());
  }

  private void print(
      PrintWriter out, Translator translator, List<ViewKey> wanted, List<Diagnostic> diagnostics) {
    List<View> views =
        wanted.stream()
            .map(key -> new View(key.waypoint(), translator.resources(key), Map.of()))
            .toList();
    out.print(
        switch (output) {
          case CONFIG_DUMP -> Format.CONFIG_DUMP.print(views);
          case JSON -> Format.JSON.print(views);
          case YAML -> Format.YAML.print(views);
          case NAMES -> Format.NAMES.print(views);
          case STATUS -> StatusText.of(translator.conditions(), diagnostics);
          case DECISIONS -> DecisionText.of(decisions(translator));
        });
    out.flush();
  }
}
