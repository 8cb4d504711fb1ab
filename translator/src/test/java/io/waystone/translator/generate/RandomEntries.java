package io.waystone.translator.generate;

import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ServiceEntry;
import java.util.List;
import java.util.Map;

/** Random ServiceEntries; many claim the hosts and addresses of others. */
final class RandomEntries {

  private final Draw draw;
  private final List<String> namespaces;
  private final RandomCore core;

  RandomEntries(Draw draw, List<String> namespaces, RandomCore core) {
    this.draw = draw;
    this.namespaces = namespaces;
    this.core = core;
  }

  ServiceEntry entry(Meta meta) {
    String resolution = draw.of("NONE", "STATIC", "STATIC", "STATIC", "DNS", "DYNAMIC_DNS");
    return new ServiceEntry(
        meta,
        draw.distinct(1, 2, this::host),
        draw.distinct(
            0, 2, () -> draw.percent(85) ? draw.of(RandomCore.ADDRESSES) : "10.97.0.0/16"),
        core.ports(),
        resolution,
        draw.list(0, 3, () -> endpoint(resolution)),
        core.labels(40),
        core.distribution(30));
  }

  private String host() {
    return draw.percent(60)
        ? draw.of("api.example.com", "*.example.com", "db.internal")
        : draw.of(Slots.SERVICES) + "." + draw.of(namespaces) + ".svc.cluster.local";
  }

  /** The reader lets only addresses through for STATIC, and no weight beyond a million. */
  private ServiceEntry.Endpoint endpoint(String resolution) {
    return new ServiceEntry.Endpoint(
        resolution.equals("STATIC")
            ? draw.of("192.0.2.1", "192.0.2.2", "fd02::1")
            : draw.of("db.internal", "unix:///var/run/db", ""),
        draw.of(Map.of(), Map.of("http", 8081), Map.of("", 7, "x", 8)),
        draw.of(0, 1, 2, 1_000_000),
        draw.of("", "", "r0", "r0/z0", "r0/z0/s0", "r0/z0/s0/x"));
  }
}
