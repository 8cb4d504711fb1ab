package io.waystone.e2e;

import io.waystone.server.identity.CertificateAuthority;
import io.waystone.server.identity.IssuedCertificate;
import io.waystone.server.identity.SpiffeId;
import io.waystone.server.lab.Credential;
import java.time.Duration;

/** Certificates of the mesh's CA, valid for an hour. */
record LabIdentities(CertificateAuthority ca) {

  /** The credential of a service account. */
  Credential issue(String namespace, String account) {
    return issue(new SpiffeId(MeshLab.TRUST_DOMAIN, namespace, account));
  }

  /** The credential of any identity, also of another trust domain. */
  Credential issue(SpiffeId identity) {
    IssuedCertificate certificate =
        ca.in(identity.trustDomain()).issue(identity, Duration.ofHours(1));
    return new Credential(certificate.chain(), certificate.key().reveal(), ca.rootPem());
  }

  /** The SPIFFE id of a service account. */
  static String id(String namespace, String account) {
    return new SpiffeId(MeshLab.TRUST_DOMAIN, namespace, account).toString();
  }
}
