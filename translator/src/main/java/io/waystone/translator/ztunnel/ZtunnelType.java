package io.waystone.translator.ztunnel;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of resources that a ztunnel gets. ztunnel: a workload that names a policy which is not
 * there lets in whom the policy would refuse, so policies come first.
 */
public enum ZtunnelType {
  AUTHORIZATION("istio.security.Authorization"),
  ADDRESS("istio.workload.Address");

  private final String typeUrl;

  ZtunnelType(String message) {
    this.typeUrl = "type.googleapis.com/" + message;
  }

  /** What xDS calls it: {@code type.googleapis.com/istio.workload.Address}. */
  public String typeUrl() {
    return typeUrl;
  }

  /** The type with this URL; empty for one that ztunnels do not get. */
  public static Optional<ZtunnelType> of(String typeUrl) {
    return Arrays.stream(values()).filter(type -> type.typeUrl.equals(typeUrl)).findFirst();
  }
}
