package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.generate.Draw;
import io.waystone.translator.generate.RandomHistory;
import io.waystone.translator.generate.RandomObjects;
import io.waystone.translator.generate.Slots;
import io.waystone.translator.input.Gateway;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.RouteObject;
import io.waystone.translator.input.ServiceEntry;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Tenant {@code b} writes what it likes: names like those of {@code a}, its hosts and addresses,
 * references into its namespace. Nothing of it reaches the proxies of {@code a}. More than the
 * build runs: {@code -Dtenant.histories=100000}; another start: {@code -Dtenant.seed=7000000}.
 */
class TenantTest {

  private static final int HISTORIES = Integer.getInteger("tenant.histories", 150);
  private static final ResourceId DOORS = new ResourceId(ResourceType.ROUTES, "connect_terminate");
  private static final long FIRST = Long.getLong("tenant.seed", 0);

  @Test
  void nothingOfAnotherTenantReachesAWaypointThatAdmitsNobodyElse() {
    histories(draw -> new Tenants(draw, new Gateway.AllowedNamespaces.Same(), _ -> true).run());
  }

  /**
   * Who is admitted adds services of its own, and takes nothing from those that are there. Its
   * routes for them, which are for its own clients, are left out.
   */
  @Test
  void whoIsAdmittedTakesNothingFromTheServicesOfTheWaypointsNamespace() {
    histories(draw ->
        new Tenants(
                draw,
                new Gateway.AllowedNamespaces.All(),
                object -> !(object instanceof ServiceEntry))
            .run());
  }

  private static void histories(Consumer<Draw> history) {
    for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      try {
        history.accept(new Draw(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("history of -Dtenant.seed=" + seed + " -Dtenant.histories=1", e);
      }
    }
  }

  /** Objects of {@code a}, which names nobody else, and then edits of {@code b}. */
  private static final class Tenants {
    private final Translator translator = new Translator(Mesh.DEFAULT);
    private final Gateway.AllowedNamespaces admitted;
    private final RandomHistory own;
    private final RandomHistory other;

    Tenants(Draw draw, Gateway.AllowedNamespaces admitted, Predicate<MeshObject> has) {
      this.admitted = admitted;
      own = new RandomHistory(draw, new RandomObjects(draw, List.of("a")), Slots.in("a"));
      other = new RandomHistory(draw, new RandomObjects(draw, List.of("a", "b")), Slots.in("b"));
      Translator.Edit edit = translator.edit();
      own.most().values().stream()
          .flatMap(Optional::stream)
          .filter(has)
          .map(this::admitting)
          .forEach(edit::set);
      edit.apply();
    }

    void run() {
      SortedMap<WaypointKey, SortedMap<ResourceId, String>> before = versions();
      apply(other.most());
      for (int edits = 4; edits > 0; edits--) {
        apply(other.next(3));
        SortedMap<WaypointKey, SortedMap<ResourceId, String>> now = versions();
        if (!alone()) {
          now.forEach((waypoint, resources) ->
              resources.keySet().retainAll(before.getOrDefault(waypoint, resources).keySet()));
        }
        assertThat(now).isEqualTo(before);
      }
    }

    private void apply(SortedMap<ObjectRef, Optional<MeshObject>> objects) {
      Translator.Edit edit = translator.edit();
      objects.forEach((ref, object) ->
          object
              .filter(one -> alone() || !isForOthers(one))
              .ifPresentOrElse(edit::set, () -> edit.remove(ref)));
      edit.apply();
    }

    private boolean alone() {
      return admitted instanceof Gateway.AllowedNamespaces.Same;
    }

    private static boolean isForOthers(MeshObject object) {
      return object instanceof RouteObject route
          && route.parents().stream()
              .anyMatch(parent -> !parent.namespace().equals(route.meta().namespace()));
    }

    private MeshObject admitting(MeshObject object) {
      return object instanceof Gateway gateway
          ? new Gateway(
              gateway.meta(),
              gateway.className(),
              gateway.waypointFor(),
              gateway.serviceAccount(),
              List.of(new Gateway.Listener("mesh", 15008, "HBONE", admitted)))
          : object;
    }

    /** The versions of what the waypoints of {@code a} get. */
    private SortedMap<WaypointKey, SortedMap<ResourceId, String>> versions() {
      SortedMap<WaypointKey, SortedMap<ResourceId, String>> versions = new TreeMap<>();
      for (WaypointKey waypoint : translator.waypoints().keySet()) {
        if (waypoint.namespace().equals("a")) {
          SortedMap<ResourceId, String> resources = new TreeMap<>();
          for (Resource resource : translator.resources(new ViewKey(waypoint, Dialect.STANDARD))) {
            if (resource.id().equals(DOORS)) {
              resources.putAll(doors(resource));
            } else {
              resources.put(resource.id(), resource.version());
            }
          }
          versions.put(waypoint, resources);
        }
      }
      return versions;
    }

    /** Each door of the tunnel by itself: who is admitted adds doors to its own pods. */
    private static SortedMap<ResourceId, String> doors(Resource tunnel) {
      SortedMap<ResourceId, String> doors = new TreeMap<>();
      try {
        for (VirtualHost host : RouteConfiguration.parseFrom(tunnel.body()).getVirtualHostsList()) {
          for (String domain : host.getDomainsList()) {
            doors.put(
                new ResourceId(ResourceType.ROUTES, domain),
                host.toBuilder().clearDomains().build().toString());
          }
        }
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      return doors;
    }
  }
}
