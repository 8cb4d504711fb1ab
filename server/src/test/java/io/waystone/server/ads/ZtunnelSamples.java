package io.waystone.server.ads;

import com.google.protobuf.ByteString;
import io.waystone.translator.ztunnel.ZtunnelChange;
import io.waystone.translator.ztunnel.ZtunnelId;
import io.waystone.translator.ztunnel.ZtunnelResource;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Resources of ztunnel made by hand. */
final class ZtunnelSamples {

  private ZtunnelSamples() {}

  static ZtunnelChange policy(String name, String version) {
    return change(ZtunnelType.AUTHORIZATION, name, version, List.of(), List.of(), "");
  }

  static ZtunnelChange service(String name, String version, String... aliases) {
    return change(ZtunnelType.ADDRESS, name, version, List.of(aliases), List.of(), "");
  }

  /** A workload with one address, on a node, of services. */
  static ZtunnelChange workload(
      String name, String version, String alias, String node, String... services) {
    return change(ZtunnelType.ADDRESS, name, version, List.of(alias), List.of(services), node);
  }

  static ZtunnelChange gone(ZtunnelType type, String name) {
    return new ZtunnelChange(new ZtunnelId(type, name), Optional.empty());
  }

  static ZtunnelChange change(
      ZtunnelType type,
      String name,
      String version,
      List<String> aliases,
      List<String> services,
      String node) {
    ZtunnelId id = new ZtunnelId(type, name);
    return new ZtunnelChange(
        id,
        Optional.of(
            new ZtunnelResource(
                id,
                version,
                ByteString.copyFromUtf8(name + "=" + version),
                aliases,
                new TreeSet<>(services),
                node,
                new TreeSet<>())));
  }
}
