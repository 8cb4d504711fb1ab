package io.waystone.translator.ztunnel;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.waystone.api.workload.Address;
import io.waystone.translator.input.Cause;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.wire.Canonical;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A resource of ztunnel as it goes over the wire: serialised once, sent to every stream as the same
 * bytes.
 *
 * @param version a hash of {@link #body}; equal bodies have equal versions in every process
 * @param body the serialised message, deterministic at every level
 * @param aliases other names that it is asked for by: {@code network/address}
 * @param services the services that a workload serves, {@code namespace/host}: who asks for one of
 *     them gets the workload too
 * @param node the name of the node that a workload runs on; empty for none
 * @param causes the objects and fields it came from; not part of the version
 */
public record ZtunnelResource(
    ZtunnelId id,
    String version,
    ByteString body,
    List<String> aliases,
    SortedSet<String> services,
    String node,
    SortedSet<Cause> causes) {
  public ZtunnelResource {
    aliases = List.copyOf(aliases);
    services = Collections.unmodifiableSortedSet(new TreeSet<>(services));
    causes = Collections.unmodifiableSortedSet(new TreeSet<>(causes));
  }

  static ZtunnelResource ofAddress(Outcome<Named<Address>> made) {
    Address message = made.value().message();
    // A service has neither.
    return of(
        ZtunnelType.ADDRESS,
        made,
        message.getWorkload().getServicesMap().keySet(),
        message.getWorkload().getNode());
  }

  static ZtunnelResource ofPolicy(Outcome<? extends Named<? extends Message>> made) {
    return of(ZtunnelType.AUTHORIZATION, made, Set.of(), "");
  }

  private static ZtunnelResource of(
      ZtunnelType type,
      Outcome<? extends Named<? extends Message>> made,
      Set<String> services,
      String node) {
    ByteString body = Canonical.bytes(made.value().message());
    return new ZtunnelResource(
        new ZtunnelId(type, made.value().name()),
        Canonical.version(body),
        body,
        made.value().aliases(),
        new TreeSet<>(services),
        node,
        made.causes());
  }
}
