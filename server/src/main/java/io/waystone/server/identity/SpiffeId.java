package io.waystone.server.identity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a workload, {@code spiffe://TRUSTDOMAIN/ns/NAMESPACE/sa/SERVICEACCOUNT} (Istio's
 * form). Only names that Kubernetes and SPIFFE allow can be in one, so its text needs no escaping
 * in a certificate or in a file.
 *
 * @param trustDomain lower case letters, digits, {@code .}, {@code -}, {@code _} (SPIFFE-ID 2.1)
 * @param namespace a DNS label
 * @param serviceAccount a DNS subdomain
 */
public record SpiffeId(String trustDomain, String namespace, String serviceAccount) {

  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");
  private static final Pattern URI = Pattern.compile("spiffe://([^/]+)/ns/([^/]+)/sa/([^/]+)");

  public SpiffeId {
    requireTrustDomain(trustDomain);
    DnsNames.requireLabel("namespace", namespace);
    DnsNames.requireSubdomain("service account", serviceAccount);
  }

  /**
   * Reads the text that {@link #toString} writes, and no other spelling of it.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static SpiffeId parse(String text) {
    Matcher uri = URI.matcher(text);
    if (!uri.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not spiffe://TRUSTDOMAIN/ns/NAMESPACE/sa/SERVICEACCOUNT");
    }
    return new SpiffeId(uri.group(1), uri.group(2), uri.group(3));
  }

  static void requireTrustDomain(String text) {
    if (!TRUST_DOMAIN.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a trust domain: lower case letters, digits, \".\", \"-\" and \"_\", at"
              + " most 255");
    }
  }

  @Override
  public String toString() {
    return "spiffe://" + trustDomain + "/ns/" + namespace + "/sa/" + serviceAccount;
  }
}
