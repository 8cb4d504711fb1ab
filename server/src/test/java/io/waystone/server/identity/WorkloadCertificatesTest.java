package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.identity.Issuance.Issued;
import io.waystone.server.identity.Issuance.Reason;
import io.waystone.server.identity.Issuance.Refused;
import io.waystone.server.identity.Workload.BoundPod;
import io.waystone.server.identity.WorkloadCertificates.Request;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a certificate for whom, and what is in it. */
class WorkloadCertificatesTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Integer URI = 6;
  private static final String REVIEWS = "spiffe://cluster.local/ns/default/sa/reviews";
  private static final ServiceAccount REVIEWS_ACCOUNT = new ServiceAccount("default", "reviews");
  private static final Workload OWN =
      new Workload(REVIEWS_ACCOUNT, Optional.empty(), Optional.empty());
  private static final BoundPod PROXY_POD = new BoundPod("ztunnel-x", "uid-x");
  private static final Workload PROXY =
      new Workload(WorkloadCertificates.ZTUNNEL, Optional.of(PROXY_POD), Optional.of("node-1"));

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private final MadeCa root = MadeCa.root("root", FakeClock.START);
  private final Pods pods = new Pods();
  private String trustDomain = "cluster.local";
  private CertificateAuthority ca;

  /** Which accounts are on which node, and the pods of the proxies. */
  private static final class Pods implements Residents {
    private final Map<String, Set<ServiceAccount>> accounts = new HashMap<>();
    private final Map<BoundPod, String> nodes = new HashMap<>();

    @Override
    public boolean runsOn(String node, ServiceAccount account) {
      return accounts.getOrDefault(node, Set.of()).contains(account);
    }

    @Override
    public Optional<String> nodeOf(BoundPod pod, ServiceAccount account) {
      return account.equals(WorkloadCertificates.ZTUNNEL)
          ? Optional.ofNullable(nodes.get(pod))
          : Optional.empty();
    }
  }

  @BeforeEach
  void openCa() {
    root.write(folder, List.of(), List.of(root.certificate()));
    ca = CertificateAuthority.open(folder, "cluster.local", clock);
    pods.accounts.put("node-1", Set.of(REVIEWS_ACCOUNT));
    pods.accounts.put("node-2", Set.of(new ServiceAccount("default", "ratings")));
  }

  // What is signed.

  @Test
  void aWorkloadGetsItsOwnIdentityForItsOwnKey() throws Exception {
    KeyPair keys = MadeCa.keys("EC", 256);
    Issued issued = issued(OWN, new Request(MadeCsr.of(keys, REVIEWS), DAY, Optional.empty()));
    X509Certificate leaf = leaf(issued);

    assertThat(issued.identity()).hasToString(REVIEWS);
    assertThat(leaf.getPublicKey()).isEqualTo(keys.getPublic());
    assertThat(leaf.getSerialNumber()).isEqualTo(issued.serial());
    assertThat(leaf.getNotAfter()).isEqualTo(issued.until());
    looksLikeAWorkload(leaf, REVIEWS);
  }

  /** istiod: names in a request are not looked at. */
  @Test
  void nothingButTheKeyIsTakenFromTheRequest() throws Exception {
    KeyPair keys = MadeCa.keys("RSA", 2048);
    String csr = MadeCsr.ofCa(keys, "spiffe://cluster.local/ns/istio-system/sa/admin");
    X509Certificate leaf = leaf(issued(OWN, new Request(csr, DAY, Optional.empty())));

    assertThat(leaf.getPublicKey()).isEqualTo(keys.getPublic());
    looksLikeAWorkload(leaf, REVIEWS);
  }

  private static void looksLikeAWorkload(X509Certificate leaf, String identity) throws Exception {
    assertThat(leaf.getSubjectX500Principal().getEncoded()).containsExactly(0x30, 0);
    assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(URI, identity));
    // Name, key usage and basic constraints.
    assertThat(leaf.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder("2.5.29.17", "2.5.29.15", "2.5.29.19");
    assertThat(leaf.getNonCriticalExtensionOIDs())
        .containsExactlyInAnyOrder("2.5.29.37", "2.5.29.35");
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getExtendedKeyUsage())
        .containsExactlyInAnyOrder(
            KeyPurposeId.id_kp_clientAuth.getId(), KeyPurposeId.id_kp_serverAuth.getId());
    assertThat(leaf.getKeyUsage()).startsWith(true, false, true).endsWith(false);
    assertThat(leaf.getKeyUsage()[5]).as("signs certificates").isFalse();
  }

  @Test
  void itHoldsForAsLongAsIsAskedAndNotLongerThanThereIs() {
    assertThat(end(HOUR)).isEqualTo(FakeClock.START.plus(HOUR));
    for (Duration wish :
        List.of(DAY, Duration.ofDays(30), Duration.ZERO, HOUR.negated(), seconds(Long.MAX_VALUE))) {
      assertThat(end(wish)).as("%s", wish).isEqualTo(FakeClock.START.plus(DAY));
    }
    assertThat(end(seconds(Long.MIN_VALUE))).isEqualTo(FakeClock.START.plus(DAY));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void itEndsWithTheCaAtTheLatest() {
    Instant end = FakeClock.START.plus(HOUR);
    MadeCa shortRoot = MadeCa.root("short", MadeCa.keys("EC", 256), end, FakeClock.START);
    shortRoot.write(folder, List.of(), List.of(shortRoot.certificate()));
    ca.refresh();
    assertThat(end(DAY)).isEqualTo(end);

    clock.advance(HOUR);
    refused(OWN, request(DAY), Reason.CA_UNUSABLE);
  }

  private Instant end(Duration wish) {
    return issued(OWN, request(wish)).until();
  }

  @Test
  void whatIsWrongWithTheRequestIsSaid() {
    refused(OWN, new Request("x", DAY, Optional.empty()), Reason.MALFORMED_CSR);
    refused(
        OWN,
        new Request(MadeCsr.of(MadeCa.keys("EC", 521), REVIEWS), DAY, Optional.empty()),
        Reason.REFUSED_KEY);
  }

  // Chains.

  @Test
  void theChainOfARootIsTheLeafAndTheRoot() throws Exception {
    Issued issued = issued(OWN, request(DAY));

    assertThat(issued.chain()).hasSize(2);
    assertThat(Pem.readCertificates(issued.chain().getLast())).containsExactly(root.certificate());
    verified(issued);
  }

  /** ztunnel reads one certificate of each text but the last. */
  @Test
  void theChainOfIntermediatesHasOneInEachText() throws Exception {
    MadeCa first = root.intermediate("first", FakeClock.START);
    MadeCa second = first.intermediate("second", FakeClock.START);
    second.write(folder, List.of(first.certificate()), List.of(root.certificate()));
    ca.refresh();
    Issued issued = issued(OWN, request(DAY));

    assertThat(issued.chain()).hasSize(4);
    for (String text : issued.chain()) {
      assertThat(Pem.readCertificates(text)).hasSize(1);
    }
    assertThat(Pem.readCertificate(issued.chain().get(1))).isEqualTo(second.certificate());
    assertThat(Pem.readCertificate(issued.chain().get(2))).isEqualTo(first.certificate());
    verified(issued);
  }

  /** In each step of a rotation: by what signs at that moment, with all roots of that moment. */
  @Test
  void theChainFollowsTheCa() throws Exception {
    MadeCa next = MadeCa.root("next", FakeClock.START);
    List<X509Certificate> both = List.of(root.certificate(), next.certificate());
    Issued before = issued(OWN, request(DAY));

    root.write(folder, List.of(), both);
    ca.refresh();
    Issued withBoth = issued(OWN, request(DAY));
    assertThat(withBoth.chain()).hasSize(2);
    assertThat(Pem.readCertificates(withBoth.chain().getLast())).isEqualTo(both);
    verified(withBoth);

    next.write(folder, List.of(), both);
    ca.refresh();
    Issued byNext = issued(OWN, request(DAY));
    verified(byNext);
    Verified.by(leafPem(byNext), Pem.certificate(next.certificate()), FakeClock.START);
    Verified.by(leafPem(before), byNext.chain().getLast(), FakeClock.START);

    next.write(folder, List.of(), List.of(next.certificate()));
    ca.refresh();
    Issued after = issued(OWN, request(DAY));
    assertThat(Pem.readCertificates(after.chain().getLast())).containsExactly(next.certificate());
    verified(after);
  }

  /** As a client does that has got nothing else: by the last text. */
  private static void verified(Issued issued) throws Exception {
    Verified.by(
        String.join("", issued.chain().subList(0, issued.chain().size() - 1)),
        issued.chain().getLast(),
        FakeClock.START);
  }

  // For others.

  @Test
  void theProxyOfANodeGetsTheIdentitiesOnIt() throws Exception {
    Issued issued = issued(PROXY, request(REVIEWS));

    looksLikeAWorkload(leaf(issued), REVIEWS);
    assertThat(issued.identity()).hasToString(REVIEWS);
  }

  @Test
  void itGetsItsOwnToo() {
    assertThat(issued(PROXY, request(DAY)).identity())
        .hasToString("spiffe://cluster.local/ns/istio-system/sa/ztunnel");
    // By that way as everybody else's: only if it is there.
    refused(
        PROXY, request("spiffe://cluster.local/ns/istio-system/sa/ztunnel"), Reason.NOT_ON_NODE);
  }

  @Test
  void itGetsNoneOfAnotherNodeAndDoesNotLearnOfIt() {
    String there =
        refused(PROXY, request("spiffe://cluster.local/ns/default/sa/ratings"), Reason.NOT_ON_NODE);
    String nowhere =
        refused(PROXY, request("spiffe://cluster.local/ns/default/sa/nobody"), Reason.NOT_ON_NODE);
    assertThat(there.replace("ratings", "nobody")).isEqualTo(nowhere).contains("node-1");

    Workload other =
        new Workload(WorkloadCertificates.ZTUNNEL, Optional.of(PROXY_POD), Optional.of("node-2"));
    refused(other, request(REVIEWS), Reason.NOT_ON_NODE);
  }

  @Test
  void whatIsGoneIsRefusedFromThenOn() {
    issued(PROXY, request(REVIEWS));
    pods.accounts.clear();
    refused(PROXY, request(REVIEWS), Reason.NOT_ON_NODE);
  }

  @Test
  void nobodyElseGetsAnIdentityOfAnother() {
    for (ServiceAccount other :
        List.of(
            REVIEWS_ACCOUNT,
            new ServiceAccount("default", "ztunnel"),
            new ServiceAccount("istio-system", "ztunnel2"))) {
      String text =
          refused(
              new Workload(other, Optional.empty(), Optional.of("node-1")),
              request(REVIEWS),
              Reason.NOT_A_NODE_PROXY);
      assertThat(text).contains(other.toString()).contains("--node-proxy");
    }
  }

  @Test
  void theNodeOfATokenThatNamesAPodAloneIsThatPods() {
    Workload proxy =
        new Workload(WorkloadCertificates.ZTUNNEL, Optional.of(PROXY_POD), Optional.empty());
    assertThat(refused(proxy, request(REVIEWS), Reason.UNKNOWN_NODE)).contains("pod");

    pods.nodes.put(PROXY_POD, "node-1");
    issued(proxy, request(REVIEWS));
    pods.nodes.put(PROXY_POD, "node-2");
    refused(proxy, request(REVIEWS), Reason.NOT_ON_NODE);
    refused(
        new Workload(
            WorkloadCertificates.ZTUNNEL,
            Optional.of(new BoundPod("ztunnel-x", "uid-of-an-older-one")),
            Optional.empty()),
        request(REVIEWS),
        Reason.UNKNOWN_NODE);
    refused(
        new Workload(WorkloadCertificates.ZTUNNEL, Optional.empty(), Optional.empty()),
        request(REVIEWS),
        Reason.UNKNOWN_NODE);
  }

  @Test
  void identitiesOfOtherMeshesAndNoneAtAllAreRefused() {
    for (String odd :
        List.of(
            "spiffe://other/ns/default/sa/reviews",
            "spiffe://CLUSTER.LOCAL/ns/default/sa/reviews",
            "spiffe://cluster.local/ns/default/sa/reviews/",
            "spiffe://cluster.local/ns/default/sa/reviews/../x",
            "spiffe://cluster.local/ns/default/sa/",
            "spiffe://cluster.local/sa/reviews/ns/default",
            "spiffe://cluster.local/ns/default/sa/re%76iews",
            "cluster.local/ns/default/sa/reviews",
            "default/reviews",
            "x\nspoofed line of a log",
            "")) {
      assertThat(refused(PROXY, request(odd), Reason.MALFORMED_IDENTITY))
          .doesNotContain("spoofed")
          .contains("spiffe://cluster.local/ns/");
    }
  }

  @Test
  void theTrustDomainIsThatOfTheMoment() {
    trustDomain = "example.org";

    assertThat(issued(OWN, request(DAY)).identity())
        .hasToString("spiffe://example.org/ns/default/sa/reviews");
    refused(PROXY, request(REVIEWS), Reason.MALFORMED_IDENTITY);
    issued(PROXY, request("spiffe://example.org/ns/default/sa/reviews"));
  }

  private static Request request(Duration validity) {
    return new Request(MadeCsr.of(REVIEWS), validity, Optional.empty());
  }

  private static Request request(String impersonated) {
    return new Request(MadeCsr.of(REVIEWS), DAY, Optional.of(impersonated));
  }

  private Issuance issue(Workload caller, Request request) {
    return new WorkloadCertificates(
            ca, () -> trustDomain, pods, Set.of(WorkloadCertificates.ZTUNNEL), DAY)
        .issue(caller, request);
  }

  private Issued issued(Workload caller, Request request) {
    Issuance issuance = issue(caller, request);
    assertThat(issuance).isInstanceOf(Issued.class);
    return (Issued) issuance;
  }

  private String refused(Workload caller, Request request, Reason reason) {
    Issuance issuance = issue(caller, request);
    assertThat(issuance)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    return ((Refused) issuance).text();
  }

  private static String leafPem(Issued issued) {
    return issued.chain().getFirst();
  }

  private static X509Certificate leaf(Issued issued) throws Exception {
    return Pem.readCertificate(leafPem(issued));
  }
}
