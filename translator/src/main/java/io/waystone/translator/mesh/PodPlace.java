package io.waystone.translator.mesh;

/**
 * Where a pod runs, and as what.
 *
 * @param uid tells it from another pod of the same name; empty for one in a folder that has none
 * @param serviceAccount in the pod's namespace
 * @param node the name of its node
 * @param hostNetwork it is on the network of its node, where no node's proxy speaks for it
 */
public record PodPlace(String uid, String serviceAccount, String node, boolean hostNetwork) {}
