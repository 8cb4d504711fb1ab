package io.waystone.server.ads;

import static io.waystone.translator.envoy.ResourceType.CLUSTER;
import static io.waystone.translator.envoy.ResourceType.ENDPOINTS;
import static io.waystone.translator.envoy.ResourceType.EXTENSION;
import static io.waystone.translator.envoy.ResourceType.LISTENER;
import static io.waystone.translator.envoy.ResourceType.ROUTES;

import com.google.protobuf.ByteString;
import io.waystone.translator.Revision;
import io.waystone.translator.envoy.Links;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What there is to serve: resources that need each other without cycles, drawn from a seed. A body
 * begins with {@code name=version;}. No resource is left that needs one that is not there.
 */
final class World {

  static final List<ResourceType> TYPES = List.of(CLUSTER, ENDPOINTS, LISTENER, ROUTES, EXTENSION);

  private static final int PORTS = 4;

  private static final ByteString FILLER = ByteString.copyFrom(new byte[100 * 1024]);
  private static final ByteString LARGE_FILLER = ByteString.copyFrom(new byte[300 * 1024]);

  /** What is refused by all proxies alike. */
  private static final String BAD = "bad";

  private final Random random;
  private final boolean plain;
  private final SortedMap<ResourceId, Resource> live = new TreeMap<>();
  private final Map<ResourceId, Map<String, Resource>> versions = new HashMap<>();
  private final Map<ResourceId, Set<String>> quarantined = new HashMap<>();
  private long revision;
  private int made;

  /**
   * An empty one.
   *
   * @param plain whether nothing is large, and nothing bad
   */
  World(Random random, boolean plain) {
    this.random = random;
    this.plain = plain;
  }

  static List<String> names(ResourceType type) {
    List<String> names = new ArrayList<>();
    for (int port = 0; port < PORTS; port++) {
      switch (type) {
        case CLUSTER -> names.addAll(List.of("backend-" + port, "10.0.0." + port + ":80"));
        case ENDPOINTS -> names.add("backend-" + port);
        case LISTENER, ROUTES -> names.add("port-" + port);
        case EXTENSION -> names.add("filter-" + port);
        case SECRET -> {}
      }
    }
    return names;
  }

  /** Whether responses are never full and never refused. */
  boolean isPlain() {
    return plain;
  }

  static boolean isBad(String version) {
    return version.startsWith(BAD);
  }

  /** Whether proxies refuse what was made for this name: they have another version, or none. */
  boolean isBad(ResourceId id) {
    return version(id).filter(World::isBad).isPresent();
  }

  /** A proxy has refused this by itself: no other gets it. */
  void quarantine(ResourceId id, String version) {
    quarantined.computeIfAbsent(id, absent -> new HashSet<>()).add(version);
  }

  boolean isQuarantined(ResourceId id, String version) {
    return quarantined.getOrDefault(id, Set.of()).contains(version);
  }

  Optional<String> version(ResourceId id) {
    return Optional.ofNullable(live.get(id)).map(Resource::version);
  }

  Set<String> live(ResourceType type) {
    Set<String> names = new TreeSet<>();
    live.keySet().stream().filter(id -> id.type() == type).forEach(id -> names.add(id.name()));
    return names;
  }

  /** What this version names, be it there or not. */
  List<ResourceId> needs(ResourceId id, String version) {
    Resource resource = versions.getOrDefault(id, Map.of()).get(version);
    if (resource == null) {
      throw new AssertionError("there never was " + id + " " + version);
    }
    return resource.links().needs();
  }

  /** What any version of it names. */
  Set<ResourceId> everNeeded(ResourceId id) {
    Set<ResourceId> needs = new HashSet<>();
    versions.getOrDefault(id, Map.of()).values().forEach(any -> needs.addAll(any.links().needs()));
    return needs;
  }

  /** All that there is, as the first revision of another server. */
  Revision whole() {
    return Samples.revision(++revision, List.copyOf(live.values()), List.of());
  }

  Revision change() {
    Map<ResourceId, Resource> before = Map.copyOf(live);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      change(anyId());
    }
    while (mendOne()) {}
    List<ResourceId> gone = before.keySet().stream().filter(id -> !live.containsKey(id)).toList();
    List<Resource> changed =
        live.values().stream().filter(now -> !now.equals(before.get(now.id()))).toList();
    return Samples.revision(++revision, changed, gone);
  }

  private ResourceId anyId() {
    List<ResourceType> types = List.of(CLUSTER, CLUSTER, ENDPOINTS, LISTENER, ROUTES, EXTENSION);
    ResourceType type = types.get(random.nextInt(types.size()));
    List<String> names = names(type);
    return new ResourceId(type, names.get(random.nextInt(names.size())));
  }

  private void change(ResourceId id) {
    if (live.containsKey(id) && random.nextInt(3) == 0) {
      live.remove(id);
    } else if (random.nextInt(8) == 0 && versions.containsKey(id)) {
      List<Resource> old = List.copyOf(versions.get(id).values());
      live.put(id, old.get(random.nextInt(old.size())));
    } else {
      live.put(id, make(id));
    }
  }

  /** Whether something had to be changed because what it needs is gone. */
  private boolean mendOne() {
    for (Resource resource : List.copyOf(live.values())) {
      if (!live.keySet().containsAll(resource.links().needs())) {
        if (random.nextInt(3) == 0) {
          live.remove(resource.id());
        } else {
          live.put(resource.id(), make(resource.id()));
        }
        return true;
      }
    }
    return false;
  }

  private Resource make(ResourceId id) {
    String version = (!plain && random.nextInt(12) == 0 ? BAD : "v") + ++made;
    ByteString body = ByteString.copyFromUtf8(id.name() + "=" + version + ";");
    int size = random.nextInt(60);
    if (size < 3 && !plain) {
      body = body.concat(size == 0 ? LARGE_FILLER : FILLER);
    }
    Resource resource =
        new Resource(id, version, body, Links.needing(List.copyOf(drawNeeds(id))), new TreeSet<>());
    versions.computeIfAbsent(id, absent -> new TreeMap<>()).put(version, resource);
    return resource;
  }

  private Set<ResourceId> drawNeeds(ResourceId id) {
    Set<ResourceId> needs = new HashSet<>();
    switch (id.type()) {
      case CLUSTER -> {
        if (id.name().endsWith(":80")) {
          String port = "port-" + random.nextInt(PORTS);
          needs.add(new ResourceId(LISTENER, port));
          needs.add(new ResourceId(ROUTES, port));
        }
      }
      case LISTENER -> {
        needs.add(new ResourceId(CLUSTER, "backend-" + random.nextInt(PORTS)));
        needs.add(new ResourceId(EXTENSION, "filter-" + random.nextInt(PORTS)));
      }
      case ROUTES -> {
        needs.add(new ResourceId(CLUSTER, "backend-" + random.nextInt(PORTS)));
        needs.add(new ResourceId(CLUSTER, "backend-" + random.nextInt(PORTS)));
      }
      case ENDPOINTS, EXTENSION, SECRET -> {}
    }
    needs.retainAll(live.keySet());
    return needs;
  }
}
