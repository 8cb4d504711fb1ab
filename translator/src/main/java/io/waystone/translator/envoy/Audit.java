package io.waystone.translator.envoy;

/**
 * What policies leave behind that decide nothing: counters, one for each rule, and metadata of the
 * request for access logs. The names are istiod's where it has some.
 */
final class Audit {

  /** Of AUDIT policies. */
  static final String PREFIX = "istio_audit_";

  /** Of DENY policies that are tried out. */
  static final String DRY_DENY = "istio_dry_run_deny_";

  /** Of ALLOW policies that are tried out. */
  static final String DRY_ALLOW = "istio_dry_run_allow_";

  private Audit() {}
}
