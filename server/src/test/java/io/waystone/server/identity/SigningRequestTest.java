package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.waystone.server.identity.Issuance.Reason;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.teletrust.TeleTrusTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

class SigningRequestTest {

  private static final String IDENTITY = "spiffe://cluster.local/ns/default/sa/reviews";
  private static final KeyPair EC = MadeCa.keys("EC", 256);
  private static final KeyPair RSA = MadeCa.keys("RSA", 2048);

  @Test
  void theKeyIsTaken() throws Exception {
    for (KeyPair keys : List.of(EC, MadeCa.keys("EC", 384), RSA)) {
      assertThat(SigningRequest.key(MadeCsr.of(keys, IDENTITY))).isEqualTo(keys.getPublic());
      assertThat(SigningRequest.key(MadeCsr.ofCa(keys, IDENTITY))).isEqualTo(keys.getPublic());
    }
  }

  @Test
  void otherSpellingsOfPemAreTaken() throws Exception {
    String pem = MadeCsr.of(EC, IDENTITY);
    for (String same :
        List.of(
            "\n" + pem + "\n\n",
            pem.replace("\n", "\r\n"),
            pem.replace("CERTIFICATE REQ", "NEW CERTIFICATE REQ"))) {
      assertThat(SigningRequest.key(same)).isEqualTo(EC.getPublic());
    }
  }

  @Test
  void weakAndStrangeKeysAreRefused() throws Exception {
    KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
    small.initialize(new RSAKeyGenParameterSpec(2048, BigInteger.valueOf(3)));
    for (KeyPair keys :
        List.of(
            MadeCa.keys("RSA", 1024),
            MadeCa.keys("RSA", 2040),
            small.generateKeyPair(),
            MadeCa.keys("EC", 521))) {
      refused(MadeCsr.of(keys, IDENTITY), Reason.REFUSED_KEY);
    }
    KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    refused(MadeCsr.pem(MadeCsr.encoded(edwards, IDENTITY, false, "Ed25519")), Reason.REFUSED_KEY);
  }

  /** It costs whoever verifies a signature of it as much as making one, or more. */
  @Test
  void anRsaKeyWithALargeExponentIsRefused() throws Exception {
    RSAPrivateCrtKey usual = (RSAPrivateCrtKey) RSA.getPrivate();
    KeyFactory factory = KeyFactory.getInstance("RSA");
    // The two exponents are each other's inverse: either may be the public one.
    KeyPair turned =
        new KeyPair(
            factory.generatePublic(
                new RSAPublicKeySpec(usual.getModulus(), usual.getPrivateExponent())),
            factory.generatePrivate(
                new RSAPrivateKeySpec(usual.getModulus(), usual.getPublicExponent())));
    refused(MadeCsr.of(turned, IDENTITY), Reason.REFUSED_KEY);
  }

  /** As long as P-256, and of other curves, or of one that the request itself describes. */
  @Test
  void otherCurvesOfTheSameSizeAreRefused() throws Exception {
    for (ASN1ObjectIdentifier curve :
        List.of(SECObjectIdentifiers.secp256k1, TeleTrusTObjectIdentifiers.brainpoolP256r1)) {
      refused(ofKey(curve, point(EC)), Reason.REFUSED_KEY);
    }
    refused(
        ofKey(org.bouncycastle.asn1.x9.ECNamedCurveTable.getByName("P-256"), point(EC)),
        Reason.REFUSED_KEY);
    refused(ofKey(DERNull.INSTANCE, point(EC)), Reason.REFUSED_KEY);
  }

  @Test
  void aPointThatIsNotOnTheCurveIsRefused() throws Exception {
    byte[] point = point(EC);
    for (byte[] odd :
        List.of(
            new byte[] {0},
            new byte[0],
            Arrays.copyOf(point, point.length - 1),
            moved(point),
            zeros(point.length))) {
      assertThatExceptionOfType(Refusal.class)
          .isThrownBy(() -> SigningRequest.key(ofKey(SECObjectIdentifiers.secp256r1, odd)));
    }
  }

  private static byte[] zeros(int length) {
    byte[] zeros = new byte[length];
    zeros[0] = 4;
    return zeros;
  }

  private static byte[] moved(byte[] point) {
    byte[] moved = point.clone();
    moved[moved.length - 1] ^= 1;
    return moved;
  }

  private static byte[] point(KeyPair keys) {
    return SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded())
        .getPublicKeyData()
        .getBytes();
  }

  private static String ofKey(ASN1Encodable parameters, byte[] point) throws Exception {
    return MadeCsr.pem(
        new PKCS10CertificationRequestBuilder(
                new X500Name(""),
                new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, parameters), point))
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(EC.getPrivate()))
            .getEncoded());
  }

  @Test
  void oneThatItsKeyHasNotSignedIsRefused() {
    byte[] encoded = MadeCsr.encoded(EC, IDENTITY, false, "SHA256withECDSA");
    encoded[encoded.length - 1] ^= 1;
    refused(MadeCsr.pem(encoded), Reason.MALFORMED_CSR);

    KeyPair others = new KeyPair(MadeCa.keys("EC", 256).getPublic(), EC.getPrivate());
    refused(MadeCsr.of(others, IDENTITY), Reason.MALFORMED_CSR);
  }

  @Test
  void weakSignaturesAreRefused() {
    for (String algorithm : List.of("SHA1withRSA", "MD5withRSA")) {
      refused(MadeCsr.pem(MadeCsr.encoded(RSA, IDENTITY, false, algorithm)), Reason.MALFORMED_CSR);
    }
    refused(
        MadeCsr.pem(MadeCsr.encoded(EC, IDENTITY, false, "SHA1withECDSA")), Reason.MALFORMED_CSR);
  }

  @Test
  void twoAreRefused() {
    String pem = MadeCsr.of(EC, IDENTITY);
    refused(pem + pem, Reason.MALFORMED_CSR);
    refused(pem + "x", Reason.MALFORMED_CSR);
    refused("x" + pem, Reason.MALFORMED_CSR);
    refused(pem + pem.replace("CERTIFICATE REQUEST", "CERTIFICATE"), Reason.MALFORMED_CSR);
    byte[] encoded = MadeCsr.encoded(EC, IDENTITY, false, "SHA256withECDSA");
    byte[] twice = Arrays.copyOf(encoded, 2 * encoded.length);
    System.arraycopy(encoded, 0, twice, encoded.length, encoded.length);
    refused(MadeCsr.pem(twice), Reason.MALFORMED_CSR);
  }

  @Test
  void nonsenseIsRefused() {
    String pem = MadeCsr.of(EC, IDENTITY);
    for (String text :
        List.of(
            "",
            "x",
            MadeCsr.pem(new byte[0]),
            MadeCsr.pem(new byte[] {0x30, 0}),
            MadeCsr.pem("text".getBytes(StandardCharsets.UTF_8)),
            MadeCsr.pem(EC.getPublic().getEncoded()),
            pem.replace("CERTIFICATE REQUEST", "CERTIFICATE"),
            pem.replace("END CERTIFICATE", "END NEW CERTIFICATE"),
            pem.replace("=", "").replace("-----END", "=====-----END"),
            pem + " ".repeat(16 * 1024),
            MadeCsr.pem(new byte[64 * 1024]))) {
      refused(text, Reason.MALFORMED_CSR);
    }
  }

  /** What is not refused is the same in another spelling, that of a flag for example. */
  @Test
  void noChangeOfAByteGetsAnotherKeySigned() {
    long seed = 20_261_123L;
    Random random = new Random(seed);
    byte[] encoded = MadeCsr.encoded(EC, IDENTITY, true, "SHA256withECDSA");
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] changed = encoded.clone();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 + random.nextInt(255));
      try {
        assertThat(SigningRequest.key(MadeCsr.pem(changed)))
            .as("seed %d, byte %d", seed, at)
            .isEqualTo(EC.getPublic());
      } catch (Refusal expected) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(490);
  }

  private static void refused(String pem, Reason reason) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> SigningRequest.key(pem))
        .satisfies(refusal -> assertThat(refusal.refused().reason()).isEqualTo(reason));
  }
}
