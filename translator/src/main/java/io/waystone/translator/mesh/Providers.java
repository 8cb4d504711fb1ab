package io.waystone.translator.mesh;

import io.waystone.translator.graph.Function;
import io.waystone.translator.graph.GraphBuilder;
import io.waystone.translator.graph.Index;
import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.AuthorizationProvider;
import io.waystone.translator.input.Cause;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Where the providers of the mesh settings are, which policies may ask. */
final class Providers {

  /**
   * A provider whose service is there.
   *
   * @param written where it is written
   */
  record Found(AuthorizationProvider provider, ServiceKey service, Cause written) {}

  private final Function<String, Optional<Found>> found;
  private final Services services;
  private final Index<String, ServiceKey, MeshService> byHost;

  Providers(GraphBuilder graph, Services services) {
    this.services = services;
    byHost =
        graph.index("services by host", services.services, (_, service) -> Set.of(service.host()));
    found = graph.function("authorization providers", this::find);
  }

  /** The one of that name; empty if there is none, or nothing serves its port. */
  Optional<Found> of(Reader read, String name) {
    return read.get(found, name);
  }

  private Optional<Found> find(Reader read, String name) {
    return read.get(services.providers, Services.MESH).stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .flatMap(provider ->
            service(read, provider)
                .map(service ->
                    new Found(provider, service, new Cause(services.settings(), "data.mesh"))));
  }

  /** A Service before a ServiceEntry, and an older one before a newer: nobody takes over a host. */
  private Optional<ServiceKey> service(Reader read, AuthorizationProvider provider) {
    return read.bucket(byHost, provider.host()).values().stream()
        .filter(service -> service.ports().containsKey(provider.port()))
        .filter(service -> provider.namespace().map(service.key().namespace()::equals).orElse(true))
        .min(
            Comparator.comparing((MeshService service) -> service.key().origin())
                .thenComparing(service -> service.meta().created().orElse(Instant.MAX))
                .thenComparing(MeshService::key))
        .map(MeshService::key);
  }
}
