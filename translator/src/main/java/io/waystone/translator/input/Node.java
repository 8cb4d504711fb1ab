package io.waystone.translator.input;

/**
 * A Node: where its pods are.
 *
 * @param region label {@code topology.kubernetes.io/region}, or empty
 * @param zone label {@code topology.kubernetes.io/zone}, or empty
 * @param subzone label {@code topology.istio.io/subzone}, or empty
 */
public record Node(Meta meta, String region, String zone, String subzone) implements MeshObject {}
