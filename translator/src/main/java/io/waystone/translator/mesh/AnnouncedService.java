package io.waystone.translator.mesh;

import io.waystone.translator.input.IpFamilies;
import java.util.List;
import java.util.Optional;

/**
 * A service as ztunnel is told of it.
 *
 * @param addresses canonical text, or ranges {@code address/prefix}; those that are another's are
 *     not among them
 * @param subjectAltNames to expect in certificates of its workloads beside their own identities
 * @param waypoint what is sent to it goes through it
 * @param unready workloads that are not ready serve it as well
 * @param canonical of all services with its host this is the one that is meant where the client's
 *     namespace has none
 * @param ingress gateways send what they get for it to its waypoint
 * @param ownNamespaceOnly only clients of its namespace know it
 */
public record AnnouncedService(
    HostName name,
    ServiceKey service,
    List<String> addresses,
    List<Port> ports,
    List<String> subjectAltNames,
    Optional<WaypointTarget> waypoint,
    Choice choice,
    boolean unready,
    IpFamilies families,
    boolean canonical,
    boolean ingress,
    boolean ownNamespaceOnly) {
  public AnnouncedService {
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  /**
   * A port.
   *
   * @param target the workloads' port; 0 where it differs between them
   */
  public record Port(int number, int target, AppProtocol protocol) {}

  /** Which of its workloads is taken. */
  public enum Choice {
    ANY,
    /** One on the client's node, or none. */
    SAME_NODE_ONLY,
    /** One in the client's zone, else its region. */
    PREFER_ZONE,
    /** One on the client's node, else in its subzone, zone, region. */
    PREFER_NODE,
    /** None: the address that was called. */
    AS_CALLED
  }
}
