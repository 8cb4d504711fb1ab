package io.waystone.translator.input;

/**
 * A port of a Service or ServiceEntry.
 *
 * @param name may be empty
 * @param number 1 to 65535, what clients connect to
 * @param transport {@code TCP}, {@code UDP} or {@code SCTP}
 * @param appProtocol {@code appProtocol} of a Service port, {@code protocol} of a ServiceEntry's;
 *     empty where there is none
 * @param targetPort the workload's port; 0 where {@link #targetName} says it, or nobody does
 * @param targetName the name of the workload's port; empty where it is a number
 */
public record ServicePort(
    String name,
    int number,
    String transport,
    String appProtocol,
    int targetPort,
    String targetName) {

  /** A port that leads to a number. */
  public ServicePort(
      String name, int number, String transport, String appProtocol, int targetPort) {
    this(name, number, transport, appProtocol, targetPort, "");
  }
}
