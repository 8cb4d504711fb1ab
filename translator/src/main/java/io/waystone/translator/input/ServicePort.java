package io.waystone.translator.input;

/**
 * A port of a Service or ServiceEntry.
 *
 * @param name may be empty
 * @param number 1 to 65535, what clients connect to
 * @param transport {@code TCP}, {@code UDP} or {@code SCTP}
 * @param appProtocol {@code appProtocol} of a Service port, {@code protocol} of a ServiceEntry's;
 *     empty where there is none
 * @param targetPort ServiceEntry: the endpoint's port; 0 where the endpoint slice says it
 */
public record ServicePort(
    String name, int number, String transport, String appProtocol, int targetPort) {}
