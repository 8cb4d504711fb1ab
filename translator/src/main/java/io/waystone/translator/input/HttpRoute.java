package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** An HTTPRoute. A rule that cannot be read is there with {@link Rule#broken} set. */
public record HttpRoute(Meta meta, List<ParentRef> parents, List<Rule> rules)
    implements MeshObject {
  public HttpRoute {
    parents = List.copyOf(parents);
    rules = List.copyOf(rules);
  }

  /**
   * One of {@code spec.parentRefs}, defaults filled in.
   *
   * @param namespace the route's own where none is written
   */
  public record ParentRef(
      String group,
      String kind,
      String namespace,
      String name,
      OptionalInt port,
      Optional<String> sectionName) {}

  /**
   * One of {@code spec.rules}.
   *
   * @param name {@code name}, or empty
   * @param matches never empty: without one, everything matches (PathPrefix {@code /})
   * @param request RequestHeaderModifier
   * @param response ResponseHeaderModifier
   * @param unsupported types of filters that Waystone does not have: the rule answers 500
   * @param broken the rule could not be read as written: it answers 500
   */
  public record Rule(
      String name,
      List<HttpMatch> matches,
      HeaderChanges request,
      HeaderChanges response,
      List<String> unsupported,
      List<Backend> backends,
      Timeouts timeouts,
      boolean broken) {
    public Rule {
      matches = List.copyOf(matches);
      unsupported = List.copyOf(unsupported);
      backends = List.copyOf(backends);
    }
  }

  /**
   * One of {@code backendRefs}, defaults filled in.
   *
   * @param port empty where none is written (an error for a Service)
   * @param weight 1 where none is written; never negative
   * @param unsupported types of filters on the backend that Waystone does not have: its share gets
   *     500
   */
  public record Backend(
      String group,
      String kind,
      String namespace,
      String name,
      OptionalInt port,
      int weight,
      HeaderChanges request,
      HeaderChanges response,
      List<String> unsupported) {
    public Backend {
      unsupported = List.copyOf(unsupported);
    }
  }
}
