package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers of the mesh settings; one that cannot be read is none. */
class AuthorizationProviderReaderTest {

  @Test
  void theShortestForms() {
    AuthorizationProvider grpc =
        read("{name: a, envoyExtAuthzGrpc: {service: x.y.svc.cluster.local, port: 9000}}")
            .getFirst();
    assertThat(grpc)
        .isEqualTo(
            new AuthorizationProvider(
                "a",
                "x.y.svc.cluster.local",
                Optional.empty(),
                9000,
                Duration.ofMinutes(10),
                false,
                403,
                Optional.empty(),
                new AuthorizationProvider.Form.Grpc()));
    assertThat(read("{name: a, envoyExtAuthzHttp: {service: ns/x, port: 80}}").getFirst())
        .satisfies(http -> {
          assertThat(http.namespace()).contains("ns");
          assertThat(http.host()).isEqualTo("x");
        });
  }

  @Test
  void everythingThatCanBeSaid() {
    AuthorizationProvider http =
        read("{name: a, envoyExtAuthzHttp: {service: x, port: 80, timeout: 0.25s, failOpen: true,"
                + " statusOnError: \"503\", pathPrefix: /p, includeRequestHeadersInCheck: [x-a,"
                + " \"x-b*\"], includeAdditionalHeadersInCheck: {x-c: v}, headersToUpstreamOnAllow:"
                + " [u], headersToDownstreamOnDeny: [d], headersToDownstreamOnAllow: [\"*\"],"
                + " includeRequestBodyInCheck: {maxRequestBytes: 9, allowPartialMessage: true,"
                + " packAsBytes: true}}}")
            .getFirst();
    assertThat(http)
        .isEqualTo(
            new AuthorizationProvider(
                "a",
                "x",
                Optional.empty(),
                80,
                Duration.ofMillis(250),
                true,
                503,
                Optional.of(new AuthorizationProvider.BodyCheck(9, true, true)),
                new AuthorizationProvider.Form.Http(
                    "/p",
                    List.of("x-a", "x-b*"),
                    new TreeMap<>(Map.of("x-c", "v")),
                    List.of("u"),
                    List.of("d"),
                    List.of("*"))));
  }

  /** The others of extensionProviders are not ours, and no fault. */
  @Test
  void otherProvidersAreNotRead() {
    String zipkin = "{name: t, zipkin: {service: x, port: 1}}";
    assertThat(read(zipkin)).isEmpty();
    assertThat(result(zipkin).diagnostics()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: A_B, envoyExtAuthzGrpc: {service: x, port: 1}}",
        "{envoyExtAuthzGrpc: {service: x, port: 1}}",
        "{name: a, envoyExtAuthzGrpc: {port: 1}}",
        "{name: a, envoyExtAuthzGrpc: {service: x}}",
        "{name: a, envoyExtAuthzGrpc: {service: 'x y', port: 1}}",
        "{name: a, envoyExtAuthzGrpc: {service: x, port: 70000}}",
        "{name: a, envoyExtAuthzGrpc: {service: x, port: 1, timeout: soon}}",
        "{name: a, envoyExtAuthzGrpc: {service: x, port: 1, timeout: 0s}}",
        "{name: a, envoyExtAuthzGrpc: {service: x, port: 1, statusOnError: '42'}}",
        "{name: a, envoyExtAuthzGrpc: {service: x, port: 1, statusOnError: '299'}}",
        "{name: a, envoyExtAuthzGrpc: {service: x, port: 1, statusOnError: '418'}}",
        "{name: a, envoyExtAuthzHttp: {service: x, port: 1, pathPrefix: p}}",
        "{name: a, envoyExtAuthzHttp: {service: x, port: 1, includeRequestHeadersInCheck: ['a"
            + " b']}}",
        "{name: a, envoyExtAuthzHttp: {service: x, port: 1, includeRequestBodyInCheck: {}}}",
        "{name: a, envoyExtAuthzHttp: {service: x, port: 1}, envoyExtAuthzGrpc: {service: x, port:"
            + " 1}}",
        "{name: a, envoyExtAuthzGrpc: {service: x, port: 1}}, {name: a, envoyExtAuthzGrpc:"
            + " {service: y, port: 1}}",
      })
  void whatCannotBeReadIsNone(String provider) {
    assertThat(read(provider)).isEmpty();
    assertThat(result(provider).diagnostics()).isNotEmpty();
  }

  private static List<AuthorizationProvider> read(String providers) {
    return Reading.object(MeshSettings.class, result(providers)).providers();
  }

  private static ReadResult result(String providers) {
    return Reading.one(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |
            extensionProviders: [%s]
        """
            .formatted(providers));
  }
}
