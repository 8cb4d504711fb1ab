package io.waystone.server.cli;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.waystone.server.admin.Answer;
import io.waystone.server.admin.Page;
import io.waystone.server.ads.AdsService;
import io.waystone.server.ads.Quarantined;
import io.waystone.translator.envoy.Capabilities;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.mesh.PortDecision;
import io.waystone.translator.mesh.WaypointKey;
import io.waystone.translator.render.DecisionText;
import io.waystone.translator.render.Format;
import io.waystone.translator.render.Refusal;
import io.waystone.translator.render.StatusText;
import io.waystone.translator.render.View;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the admin port shows. */
final class AdminPages {

  private final Translation translation;
  private final AdsService ads;
  private final Metrics metrics;

  AdminPages(Translation translation, AdsService ads, Metrics metrics) {
    this.translation = translation;
    this.ads = ads;
    this.metrics = metrics;
  }

  Map<String, Page> pages() {
    return Map.of(
        "/healthz", _ -> healthy(),
        "/readyz", _ -> ready(),
        "/config_dump", this::configDump,
        "/status", _ -> status(),
        "/decisions", this::decisions,
        "/metrics", _ -> metrics(),
        "/streams", _ -> Answer.json(StreamsJson.of(ads.streams(), ads.ztunnelStreams())));
  }

  /** What kills and restarts looks here. */
  private Answer healthy() {
    return translation.isBroken()
        ? Answer.text(500, "the translation has failed; the log says why")
        : Answer.text(200, "ok");
  }

  private Answer ready() {
    List<String> missing = translation.missing();
    return missing.isEmpty()
        ? Answer.text(200, "ready")
        : Answer.text(503, "not ready:\n" + String.join("\n", missing));
  }

  private Answer status() {
    return Answer.text(
        200,
        translation.ask((translator, objects) ->
            StatusText.of(translator.conditions(), withRefusals(objects.diagnostics(translator)))));
  }

  private Answer decisions(Map<String, String> parameters) {
    PortQuery asked;
    try {
      asked = PortQuery.parse(parameters.getOrDefault("port", ""));
    } catch (IllegalArgumentException e) {
      return Answer.text(400, String.valueOf(e.getMessage()));
    }
    List<PortDecision> all = translation.ask((translator, _) -> translator.decisions());
    try {
      return Answer.text(200, DecisionText.of(asked.find(all)));
    } catch (IllegalArgumentException e) {
      return Answer.text(404, String.valueOf(e.getMessage()));
    }
  }

  /**
   * What takes a walk over everything is counted when somebody asks, and once there is something.
   */
  private Answer metrics() {
    boolean ready = translation.missing().isEmpty();
    metrics.ready(ready);
    if (ready) {
      translation.ask((translator, objects) -> {
        metrics.objects(objects.size());
        metrics.diagnostics(
            objects.diagnostics(translator).stream()
                .collect(Collectors.groupingBy(d -> d.severity(), Collectors.counting())));
        return objects.size();
      });
    }
    return new Answer(200, PrometheusTextFormatWriter.CONTENT_TYPE, metrics.text());
  }

  private List<Diagnostic> withRefusals(List<Diagnostic> diagnostics) {
    TreeSet<Diagnostic> all = new TreeSet<>(diagnostics);
    translation.views().quarantined().forEach(one -> all.addAll(one.diagnostics()));
    return List.copyOf(all);
  }

  private Answer configDump(Map<String, String> parameters) {
    String named = parameters.getOrDefault("waypoint", "");
    WaypointKey waypoint;
    try {
      waypoint = WaypointKey.parse(named);
    } catch (IllegalArgumentException e) {
      return Answer.text(400, "Which waypoint? /config_dump?waypoint=NAMESPACE/NAME");
    }
    if (!translation.waypoints().containsKey(waypoint)) {
      return Answer.text(
          404,
          "There is no waypoint " + waypoint + ". There are: " + translation.waypoints().keySet());
    }
    ViewKey key;
    try {
      key = view(waypoint, parameters);
    } catch (IllegalArgumentException e) {
      return Answer.text(400, String.valueOf(e.getMessage()));
    }
    List<Resource> resources = translation.ask((translator, _) -> translator.resources(key));
    if (resources.isEmpty()) {
      return Answer.text(
          404, "No proxy of " + waypoint + " with that dialect and locality is connected.");
    }
    View view = new View(waypoint, resources, refusals(waypoint));
    return Answer.json(Format.CONFIG_DUMP.print(List.of(view)));
  }

  /**
   * The view of that dialect and locality.
   *
   * @throws IllegalArgumentException if one of the two cannot be read
   */
  private ViewKey view(WaypointKey waypoint, Map<String, String> parameters) {
    ViewKey connected = connected(waypoint);
    String named = parameters.getOrDefault("dialect", "");
    String place = parameters.getOrDefault("locality", "");
    return new ViewKey(
        waypoint,
        named.isEmpty() ? connected.dialect() : connected.dialect().with(Capabilities.named(named)),
        place.isEmpty() ? connected.locality() : ViewOptions.locality(place));
  }

  /** That of the proxy which is connected the longest, so that what is shown is what it has. */
  private ViewKey connected(WaypointKey waypoint) {
    return ads.streams().stream()
        .filter(stream -> stream.waypoint().equals(waypoint))
        .flatMap(stream -> stream.view().stream())
        .findFirst()
        .orElse(new ViewKey(waypoint, Dialect.STANDARD));
  }

  /** What proxies of the waypoint refuse. */
  private Map<ResourceId, Refusal> refusals(WaypointKey waypoint) {
    Map<ResourceId, Refusal> refusals = new HashMap<>();
    for (Quarantined quarantined : translation.views().quarantined()) {
      if (quarantined.view().waypoint().equals(waypoint)) {
        refusals.putIfAbsent(
            quarantined.id(),
            new Refusal(quarantined.refused().version(), quarantined.refused().error()));
      }
    }
    return refusals;
  }
}
