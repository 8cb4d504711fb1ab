package io.waystone.server.identity;

/**
 * As what a workload runs. Printed as {@code istio-system/ztunnel}.
 *
 * @param namespace a DNS label
 * @param name a DNS subdomain
 */
public record ServiceAccount(String namespace, String name) {

  public ServiceAccount {
    DnsNames.requireLabel("namespace", namespace);
    DnsNames.requireSubdomain("service account", name);
  }

  /**
   * Reads the text that {@link #toString} writes.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static ServiceAccount parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("\"" + text + "\" is not NAMESPACE/SERVICEACCOUNT");
    }
    return new ServiceAccount(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
