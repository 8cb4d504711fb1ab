package io.waystone.translator.mesh;

import io.waystone.translator.graph.Reader;
import io.waystone.translator.input.BackendRef;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.Groups;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ServiceEntry;
import java.util.Optional;

/** Where the references of routes lead. */
final class Backends {

  private final Inputs inputs;
  private final Services services;
  private final Captures captures;
  private final Grants grants;

  Backends(Inputs inputs, Services services, Captures captures, Grants grants) {
    this.inputs = inputs;
    this.services = services;
    this.captures = captures;
    this.grants = grants;
  }

  /**
   * Resolves a reference; one that cannot be followed is {@code Nothing}, with a note.
   *
   * @param from the route
   * @param cause where the reference is written
   * @param effect what happens if it cannot be followed, a sentence without a full stop
   */
  Target resolve(
      Reader read,
      Attachment from,
      BackendRef written,
      Cause cause,
      String effect,
      Outcome.Notes notes) {
    Finding finding = find(read, from, written);
    finding
        .problem()
        .ifPresent(problem ->
            notes.diagnostic(
                new Diagnostic(problem.code(), cause, problem.text(), effect, problem.fix())));
    return finding.target();
  }

  private record Problem(Code code, String text, String fix) {}

  private record Finding(Target target, Optional<Problem> problem) {

    static Finding nothing(BackendRef written, Code code, String text, String fix) {
      return new Finding(Target.nothing(written), Optional.of(new Problem(code, text, fix)));
    }
  }

  private Finding find(Reader read, Attachment from, BackendRef written) {
    boolean entry = isEntry(written);
    if (!entry && !(written.group().isEmpty() && written.kind().equals("Service"))) {
      return Finding.nothing(
          written,
          Code.WS0106,
          "a " + written.kind() + " cannot be a backend",
          "Name a Service or a ServiceEntry");
    }
    // A refused reference says nothing about what is on the other side (Gateway API).
    if (!isParent(from, written) && !permitted(read, from.meta().ref(), written)) {
      return Finding.nothing(
          written,
          Code.WS0105,
          "no ReferenceGrant in namespace "
              + written.namespace()
              + " permits a reference from namespace "
              + from.meta().namespace(),
          "Write a ReferenceGrant there, from "
              + from.meta().ref().kind()
              + " to "
              + written.kind());
    }
    Optional<MeshService> service =
        (entry ? host(read, written.object()) : Optional.of(service(written)))
            .flatMap(key -> read.find(services.services, key));
    if (service.isEmpty()) {
      return Finding.nothing(
          written,
          Code.WS0107,
          written.kind()
              + " \""
              + written.name()
              + "\" not found in namespace "
              + written.namespace(),
          "Name a " + written.kind() + " that exists");
    }
    return port(read, from, written, service.get());
  }

  private static boolean isEntry(BackendRef written) {
    return written.group().equals(Groups.NETWORKING) && written.kind().equals("ServiceEntry");
  }

  private static ServiceKey service(BackendRef written) {
    return ServiceKey.service(written.namespace(), written.name());
  }

  /** Of several hosts, which all have the same endpoints, the first. */
  private Optional<ServiceKey> host(Reader read, ObjectRef entry) {
    return read.find(inputs.serviceEntries, entry).map(ServiceEntry::hosts).stream()
        .flatMap(hosts -> hosts.stream().limit(1))
        .map(host -> ServiceKey.entry(entry.namespace(), entry.name(), host))
        .findFirst();
  }

  /**
   * A route may send to the ports that it is attached to: there, its requests were going anyway
   * (Gateway API, GEP-1294: what is not exposed more broadly needs no grant). If it has other
   * parents as well, their requests were not.
   */
  private static boolean isParent(Attachment from, BackendRef written) {
    return !from.parents().isEmpty()
        && from.parents().stream()
            .allMatch(parent ->
                parent.written().object().equals(written.object())
                    && parent.written().group().equals(written.group())
                    && parent.verdict() instanceof Attachment.Verdict.OfServices of
                    && written.port().isPresent()
                    && of.services().stream()
                        .allMatch(one -> one.ports().contains(written.port().getAsInt())));
  }

  private boolean permitted(Reader read, ObjectRef route, BackendRef written) {
    return grants.permits(read, Groups.GATEWAY, route, written.group(), written.object());
  }

  private Finding port(Reader read, Attachment from, BackendRef written, MeshService service) {
    if (written.port().isEmpty()) {
      return Finding.nothing(
          written,
          Code.WS0108,
          "a backend that is a " + written.kind() + " needs a port",
          "Write its port");
    }
    MeshService.Port port = service.ports().get(written.port().getAsInt());
    if (port == null) {
      return Finding.nothing(
          written,
          Code.WS0108,
          written.kind() + " \"" + written.name() + "\" has no port " + written.port().getAsInt(),
          "Name one of its ports: " + service.ports().keySet());
    }
    RouteKind kind = RouteKind.of(from.meta().ref());
    if (!kind.sendsTo(port.protocol())) {
      return Finding.nothing(
          written,
          Code.WS0115,
          written.kind()
              + " \""
              + written.name()
              + "\" takes no "
              + kind.kindName()
              + "'s calls on port "
              + port.number()
              + ", which speaks "
              + port.protocol(),
          "Write appProtocol: grpc at the port");
    }
    return new Finding(
        new Target.Port(
            service.key(),
            service.host(),
            port.number(),
            port.protocol(),
            // Somebody else's waypoint would be passed by like another of ours.
            read.find(captures.captures, service.key())
                .flatMap(capture -> capture.value().waypoint().or(capture.value()::foreign))),
        Optional.empty());
  }
}
