package io.waystone.translator.mesh;

import java.util.List;

/** The trust domains under which one and the same identity is known. */
final class TrustDomains {

  private TrustDomains() {}

  /**
   * A principal as it is written, in every trust domain of the mesh (istiod: a value of the form
   * {@code TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT} whose trust domain is the mesh's, one of its
   * aliases, {@code *} with the end of one, or {@code cluster.local}). What refuses also takes the
   * beginning of such a value so.
   */
  static List<String> expand(String principal, Mesh mesh, Values.Reading reading) {
    String[] parts = principal.split("/", -1);
    boolean identity = parts.length == 5 && parts[1].equals("ns") && parts[3].equals("sa");
    boolean beginning = parts.length > 1 && principal.endsWith("*");
    boolean taken =
        switch (reading) {
          case NARROW -> identity;
          case WIDE -> identity || beginning;
        };
    if (!taken || !known(parts[0], mesh)) {
      return List.of(principal);
    }
    String rest = principal.substring(parts[0].length());
    return mesh.trustDomains().stream()
        // Where the written pattern already takes the domain, it stays as it is.
        .map(domain -> matches(parts[0], domain) ? principal : domain + rest)
        .distinct()
        .toList();
  }

  /**
   * A trust domain as it is written; one of the mesh stands for all of them (istiod).
   *
   * @param written perhaps with a star at one end; then it stays as it is
   */
  static List<String> aliases(String written, Mesh mesh) {
    return written.equals("cluster.local") || mesh.trustDomains().contains(written)
        ? mesh.trustDomains()
        : List.of(written);
  }

  private static boolean known(String written, Mesh mesh) {
    return written.equals("cluster.local")
        || mesh.trustDomains().stream().anyMatch(domain -> matches(written, domain));
  }

  /** {@code *} alone takes any domain as it is. */
  private static boolean matches(String written, String domain) {
    return written.equals(domain)
        || (written.length() > 1
            && written.startsWith("*")
            && domain.endsWith(written.substring(1)));
  }
}
