package io.waystone.server.identity;

import java.io.IOException;
import java.security.KeyPair;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A signing request, as a workload makes it. */
public final class MadeCsr {

  private MadeCsr() {}

  /** As ztunnel does: a new key of P-256, no subject, the identity as its only name. */
  public static String of(String identity) {
    return of(MadeCa.keys("EC", 256), identity);
  }

  static String of(KeyPair keys, String identity) {
    return pem(encoded(keys, identity, false, algorithm(keys)));
  }

  /** One that would like to be a CA, with a name of its own. */
  static String ofCa(KeyPair keys, String identity) {
    return pem(encoded(keys, identity, true, algorithm(keys)));
  }

  static byte[] encoded(KeyPair keys, String identity, boolean ca, String algorithm) {
    try {
      ExtensionsGenerator wishes = new ExtensionsGenerator();
      wishes.addExtension(
          Extension.subjectAlternativeName,
          true,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.uniformResourceIdentifier, identity),
                new GeneralName(GeneralName.dNSName, "istiod.istio-system.svc")
              }));
      if (ca) {
        wishes.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      }
      PKCS10CertificationRequest request =
          new JcaPKCS10CertificationRequestBuilder(
                  new X500Name(ca ? "CN=admin,O=system:masters" : ""), keys.getPublic())
              .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wishes.generate())
              .build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate()));
      return request.getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(byte[] encoded) {
    return "-----BEGIN CERTIFICATE REQUEST-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END CERTIFICATE REQUEST-----\n";
  }

  private static String algorithm(KeyPair keys) {
    return "SHA256with" + (keys.getPublic().getAlgorithm().equals("EC") ? "ECDSA" : "RSA");
  }
}
