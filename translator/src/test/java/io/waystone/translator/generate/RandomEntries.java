package io.waystone.translator.generate;

import io.waystone.translator.input.Meta;
import io.waystone.translator.input.ServiceEntry;
import io.waystone.translator.input.WorkloadEntry;
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
        core.distribution(30),
        new ServiceEntry.Workloads(
            core.selector(30).filter(selector -> !selector.labels().isEmpty()),
            draw.list(0, 1, () -> "spiffe://cluster.local/ns/a/sa/web"),
            draw.percent(20),
            draw.maybe(20, () -> draw.percent(50)),
            core.traits()));
  }

  WorkloadEntry workload(Meta meta) {
    return new WorkloadEntry(
        meta, endpoint(draw.of("STATIC", "STATIC", "DNS")), meta.name(), core.traits());
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
            ? draw.of("192.0.2.1", "192.0.2.2", "fd02::1", "10.244.0.1")
            : draw.of("db.internal", "unix:///var/run/db", ""),
        draw.of(Map.of(), Map.of("http", 8081), Map.of("", 7, "x", 8)),
        draw.of(0, 1, 2, 1_000_000),
        draw.of("", "", "r0", "r0/z0", "r0/z0/s0", "r0/z0/s0/x"),
        draw.of("", "web"),
        draw.percent(5) ? "other" : "",
        core.labels(20));
  }
}
