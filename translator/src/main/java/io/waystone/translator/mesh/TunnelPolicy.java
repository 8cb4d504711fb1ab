package io.waystone.translator.mesh;

import io.waystone.translator.input.ObjectRef;

/**
 * An AuthorizationPolicy as ztunnel decides by it.
 *
 * @param policy its rules: what ztunnel cannot tell has been narrowed or widened away
 */
public record TunnelPolicy(ObjectRef of, Scope scope, Effect effect, Policy policy) {

  /** For which workloads it decides. */
  public enum Scope {
    /** For all of the mesh. */
    MESH,
    /** For those of its namespace. */
    NAMESPACE,
    /** For those that name it. */
    SELECTED
  }

  /** What becomes of what it matches. */
  public enum Effect {
    ALLOW,
    DENY
  }
}
