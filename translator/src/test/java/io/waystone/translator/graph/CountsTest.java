package io.waystone.translator.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cost of a change is the cost of what it touches, not of what there is. */
class CountsTest {

  record Service(String waypoint, Set<Integer> ports) {}

  record Route(String service, int weight) {}

  record Resource(String waypoint, String text) {}

  /** Services, their ports, what is attached to them, and one resource for each port. */
  static final class Model {
    final GraphBuilder builder = new GraphBuilder();
    final Input<String, String> settings = builder.input("settings");
    final Input<String, Service> services = builder.input("services");
    final Input<String, Route> routes = builder.input("routes");
    final Index<String, String, Route> routesByService =
        builder.index("routesByService", routes, (key, route) -> Set.of(route.service()));
    final Index<String, String, Service> servicesByPort =
        builder.index("servicesByPort", services, Model::portsOf);
    final Index<String, String, Service> servicesByWaypoint =
        builder.index(
            "servicesByWaypoint", services, (name, service) -> Set.of(service.waypoint()));
    final Function<String, String> routing =
        builder.function(
            "routing", (reader, service) -> reader.bucket(routesByService, service).toString());
    final Function<String, String> dialect =
        builder.function(
            "dialect", (reader, waypoint) -> reader.find(settings, "mesh").orElse("") + waypoint);
    final Collection<String, Resource> resources =
        builder.collection(
            "resources",
            builder.union(servicesByPort.buckets(), settings.keys()),
            (reader, port) -> {
              String name = port.split("[|]", 2)[0];
              return reader
                  .find(services, name)
                  .map(service ->
                      new Resource(
                          service.waypoint(),
                          port
                              + reader.get(routing, name)
                              + reader.get(dialect, service.waypoint())));
            });
    final Index<String, String, Resource> views =
        builder.index("views", resources, (name, resource) -> Set.of(resource.waypoint()));
    final Collection<String, Integer> sizes =
        builder.collection(
            "sizes",
            servicesByWaypoint.buckets(),
            (reader, waypoint) -> Optional.of(reader.members(views, waypoint).size()));
    final Graph graph = builder.build();

    Model(int size) {
      Batch batch = new Batch().set(settings, "mesh", "plain");
      for (int i = 0; i < size; i++) {
        String name = "service-" + i;
        batch.set(services, name, new Service("waypoint-" + i % 2, Set.of(80, 443)));
        batch.set(routes, "route-" + i, new Route(name, 10));
        batch.set(routes, "other-" + i, new Route(name, 90));
      }
      graph.apply(batch);
    }

    private static Set<String> portsOf(String name, Service service) {
      Set<String> ports = new TreeSet<>();
      service.ports().forEach(port -> ports.add(name + "|" + port));
      return ports;
    }
  }

  /** A change, and how many computations it must cost. */
  record Case(String name, BiConsumer<Batch, Model> change, long recomputed) {

    Counts counts(int size) {
      Model model = new Model(size);
      Batch batch = new Batch();
      change.accept(batch, model);
      Counts counts = model.graph.apply(batch).counts();
      assertThat(model.graph.snapshot(model.sizes).values().stream().mapToInt(count -> count).sum())
          .isEqualTo(model.graph.snapshot(model.resources).size());
      return counts;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> changes() {
    return List.of(
        // The routing, and the resources of the two ports.
        new Case(
            "a weight of a route",
            (batch, model) -> batch.set(model.routes, "route-7", new Route("service-7", 20)),
            3),
        new Case(
            "a route moves to another service",
            (batch, model) -> batch.set(model.routes, "route-7", new Route("service-8", 10)),
            6),
        // Both old ports find the service changed, the new one is new, the view is larger.
        new Case(
            "a port more",
            (batch, model) ->
                batch.set(
                    model.services, "service-7", new Service("waypoint-1", Set.of(1, 80, 443))),
            4),
        // The ports, the routing (without routes), the size of the view.
        new Case(
            "a service more",
            (batch, model) ->
                batch.set(model.services, "service-new", new Service("waypoint-1", Set.of(1, 2))),
            4),
        new Case("a service less", (batch, model) -> batch.remove(model.services, "service-7"), 1),
        new Case(
            "a service moves to another waypoint",
            (batch, model) ->
                batch.set(model.services, "service-7", new Service("waypoint-0", Set.of(80, 443))),
            4),
        new Case(
            "nothing",
            (batch, model) ->
                batch.set(model.services, "service-7", new Service("waypoint-1", Set.of(443, 80))),
            0));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void costsTheSameAt100AndAt5000(Case change) {
    Counts counts = change.counts(100);
    assertThat(counts.recomputed()).isEqualTo(change.recomputed());
    assertThat(counts.visited()).isBetween(1L, 60L);
    assertThat(change.counts(5_000)).isEqualTo(counts);
  }

  @Test
  void countsWhatAFunctionReadsOfABucket() {
    GraphBuilder builder = new GraphBuilder();
    Input<Integer, Integer> input = builder.input("input");
    Index<String, Integer, Integer> all = builder.index("all", input, (k, v) -> Set.of("all"));
    Input<String, String> asks = builder.input("asks");
    builder.collection(
        "sums",
        asks.keys(),
        (reader, key) ->
            Optional.of(reader.bucket(all, key).values().stream().mapToInt(v -> v).sum()));
    Graph graph = builder.build();
    for (int size : List.of(100, 5_000)) {
      Batch batch = new Batch();
      for (int i = 0; i < size; i++) {
        batch.set(input, i, i);
      }
      graph.apply(batch.set(asks, "all", ""));
      Counts counts = graph.apply(new Batch().set(input, 1, size)).counts();
      assertThat(counts.visited()).isBetween((long) size, size + 10L);
      assertThat(counts.recomputed()).isEqualTo(1);
    }
  }
}
