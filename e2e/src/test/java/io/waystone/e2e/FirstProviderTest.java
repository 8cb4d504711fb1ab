package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpTunnel;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The first provider of a mesh gives every listener the slot that asks. A connection that is open
 * has the listener of before, which asks nobody, but the routes of now: on it nothing passes that
 * is to be asked about.
 */
@Tag("envoy")
final class FirstProviderTest {

  @RegisterExtension static final MeshLab lab = new MeshLab();

  @Test
  void whatIsOpenIsNotPassedUnasked() throws IOException {
    AskedByHttp provider = lab.keep(new AskedByHttp(lab.address()));
    WrittenService service =
        WrittenService.service("first", "web", lab.serviceAddress())
            .port("http", 80, lab.backend("web").address());
    lab.apply(
        "mesh.yaml",
        LabObjects.gateway("first", "wp"),
        LabObjects.namespace("first", "first", "wp"),
        LabObjects.service("auth", "it", lab.serviceAddress(), "http", 8000, provider.address()),
        service.yaml());
    LabWaypoint waypoint = lab.waypoint("first", "wp");
    HttpCall call = HttpCall.get("web", "/").with("x-token", "good");
    try (HttpTunnel open =
        new HttpTunnel(waypoint.client("a", "one").open(Connect.to(service.authority())))) {
      assertThat(open.send(call).status()).isEqualTo(200);
      lab.apply(
          "provider.yaml",
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {namespace: istio-system, name: istio}
          data:
            mesh: |
              extensionProviders:
              - name: it
                envoyExtAuthzHttp:
                  service: it.auth.svc.cluster.local
                  port: 8000
                  includeRequestHeadersInCheck: [x-token]
          """,
          Texts.custom("it", service, "[{}]"));
      assertThat(open.send(call).status()).isEqualTo(403);
      assertThat(provider.last()).isEmpty();
    }
    try (HttpTunnel fresh =
        new HttpTunnel(waypoint.client("a", "one").open(Connect.to(service.authority())))) {
      assertThat(fresh.send(call).status()).isEqualTo(200);
      assertThat(provider.last()).contains("x-token: good");
    }
  }
}
