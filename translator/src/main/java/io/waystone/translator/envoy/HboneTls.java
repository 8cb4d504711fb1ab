package io.waystone.translator.envoy;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.waystone.translator.mesh.Mesh;

/** The TLS of HBONE, on both sides of a waypoint: 1.3, h2, a SPIFFE identity of the mesh. */
final class HboneTls {

  /** The SDS name of the waypoint's own certificate. */
  private static final String OWN = "default";

  /** The SDS name of the mesh's root certificates. */
  private static final String ROOT = "ROOTCA";

  private HboneTls() {}

  static CommonTlsContext context(Mesh mesh) {
    CertificateValidationContext.Builder validation = CertificateValidationContext.newBuilder();
    for (String trustDomain : mesh.trustDomains()) {
      validation.addMatchTypedSubjectAltNames(
          SubjectAltNameMatcher.newBuilder()
              .setSanType(SubjectAltNameMatcher.SanType.URI)
              .setMatcher(StringMatcher.newBuilder().setPrefix("spiffe://" + trustDomain + "/")));
    }
    return CommonTlsContext.newBuilder()
        .addAlpnProtocols("h2")
        .setTlsParams(
            TlsParameters.newBuilder()
                .setTlsMinimumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_3)
                .setTlsMaximumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_3))
        .addTlsCertificateSdsSecretConfigs(secret(OWN))
        .setCombinedValidationContext(
            CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                .setDefaultValidationContext(validation)
                .setValidationContextSdsSecretConfig(secret(ROOT)))
        .build();
  }

  private static SdsSecretConfig secret(String name) {
    return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(Common.ADS).build();
  }
}
