package io.waystone.translator.input;

/**
 * Every diagnostic there is, in the order of the rooms that make them: 00 text and objects, 01
 * routes, 02 policies, 03 services and waypoints, 04 Envoy resources. Each has a section with its
 * name as anchor in {@code docs/diagnostics.md}.
 */
public enum Code {
  /** Text that is not YAML. */
  WS0001(Severity.ERROR),
  /** A document that is no object: no apiVersion, kind or name. */
  WS0002(Severity.ERROR),
  /** A kind that Waystone does not read. */
  WS0003(Severity.INFO),
  /** The same object twice. */
  WS0004(Severity.ERROR),
  /** A field that its kind does not have. */
  WS0005(Severity.ERROR),
  /** A field of the wrong type. */
  WS0006(Severity.ERROR),
  /** A required field is missing. */
  WS0007(Severity.ERROR),
  /** A value outside of what is allowed. */
  WS0008(Severity.ERROR),
  /** A known kind in an API version that Waystone does not read. */
  WS0009(Severity.ERROR),
  /** A file's text cannot be used; its objects stay as last read. */
  WS0010(Severity.ERROR),
  /** An unknown field where it takes nothing away. */
  WS0011(Severity.WARNING),
  /** A kind of the mesh that is not supported: it is not in force. */
  WS0012(Severity.WARNING),
  /** A field that changes what the object means and is not in force yet. */
  WS0013(Severity.WARNING),

  /** A route's parent does not exist or is of a kind that routes cannot attach to. */
  WS0101(Severity.ERROR),
  /** A route in a namespace whose routes its waypoint does not take. */
  WS0102(Severity.ERROR),
  /** A route rule with a filter that Waystone does not support. */
  WS0103(Severity.ERROR),
  /** A rule without a backend that can receive requests. */
  WS0104(Severity.WARNING),
  /** A backend in another namespace without a grant. */
  WS0105(Severity.ERROR),
  /** A backend of a kind that routes cannot send to. */
  WS0106(Severity.ERROR),
  /** A backend that does not exist. */
  WS0107(Severity.ERROR),
  /** A backend's port does not exist. */
  WS0108(Severity.ERROR),
  /** A backend that another waypoint captures. */
  WS0110(Severity.ERROR),
  /** A route of a kind that cannot act on the ports of its parent. */
  WS0111(Severity.ERROR),
  /** A route of a kind that another kind on the same port goes before. */
  WS0112(Severity.ERROR),
  /** A backend with policies of its own, where they cannot be kept. */
  WS0113(Severity.ERROR),
  /** A route of connections, or a rule of it, that another goes before. */
  WS0114(Severity.WARNING),
  /** A backend's port that does not speak what the route sends. */
  WS0115(Severity.ERROR),

  /** A policy that cannot be read; it denies what it targets. */
  WS0201(Severity.ERROR),
  /** A policy's target does not exist or has no waypoint. */
  WS0202(Severity.WARNING),
  /** A policy value that cannot be read narrows an ALLOW and widens a DENY. */
  WS0203(Severity.ERROR),
  /** An attribute that cannot be enforced here narrows an ALLOW and widens a DENY. */
  WS0204(Severity.WARNING),
  /** A policy without targetRefs: it is for ztunnel, no waypoint enforces it. */
  WS0205(Severity.INFO),
  /** An action that is not supported. */
  WS0206(Severity.ERROR),
  /** A policy that can never match: DENY, AUDIT or CUSTOM without rules. */
  WS0207(Severity.WARNING),
  /** A policy that reports and does not decide, and is not reported. */
  WS0208(Severity.WARNING),
  /** A PeerAuthentication that cannot be read: what it selects takes mutual TLS only. */
  WS0231(Severity.ERROR),
  /** A PeerAuthentication that decides nothing. */
  WS0232(Severity.WARNING),

  /** The waypoint that an object names does not exist. */
  WS0301(Severity.WARNING),
  /** The waypoint does not take objects of this namespace. */
  WS0302(Severity.WARNING),
  /** The waypoint does not take this kind of traffic. */
  WS0303(Severity.WARNING),
  /** Another service owns this address or host. */
  WS0304(Severity.ERROR),
  /** A service without an address: not reachable through a service waypoint. */
  WS0305(Severity.WARNING),
  /** A Gateway of ours without a listener that a waypoint has. */
  WS0306(Severity.ERROR),
  /** An address range as a service address is not supported. */
  WS0307(Severity.ERROR),
  /** A mesh setting that cannot be read. */
  WS0308(Severity.ERROR),
  /** A ServiceEntry whose endpoints cannot be found: its resolution is not STATIC. */
  WS0309(Severity.WARNING),
  /** An endpoint on the waypoint's own machine. */
  WS0310(Severity.ERROR),
  /** A pod that names a waypoint and is not in the mesh. */
  WS0311(Severity.WARNING),

  /** A resource that breaks a rule of Envoy's API; the closed form of its port is sent. */
  WS0401(Severity.ERROR),
  /** A function failed; the closed form of what it makes is sent. */
  WS0402(Severity.ERROR),
  /** A proxy refuses a resource; another one stands in for it. */
  WS0403(Severity.ERROR);

  private final Severity severity;

  Code(Severity severity) {
    this.severity = severity;
  }

  /** How bad it is. */
  public Severity severity() {
    return severity;
  }
}
