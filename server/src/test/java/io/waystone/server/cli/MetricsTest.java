package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.server.identity.Credential;
import io.waystone.server.identity.Issuance;
import io.waystone.translator.input.Severity;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private final Metrics metrics = new Metrics();

  @Test
  void whatStreamsDoIsCountedByType() {
    metrics.opened();
    metrics.opened();
    metrics.closed();
    metrics.sent("cluster", 3, 700);
    metrics.sent("cluster", 1, 50);
    metrics.sent("routes", 1, 9);
    metrics.refused("listener");
    metrics.quarantined(2);
    assertThat(metrics.text().lines())
        .contains(
            "waystone_ads_streams 1.0",
            "waystone_ads_responses_total{type=\"cluster\"} 2.0",
            "waystone_ads_resources_total{type=\"cluster\"} 4.0",
            "waystone_ads_bytes_total{type=\"cluster\"} 750.0",
            "waystone_ads_bytes_total{type=\"routes\"} 9.0",
            "waystone_ads_refused_total{type=\"listener\"} 1.0",
            "waystone_ads_refused_total{type=\"cluster\"} 0.0",
            "waystone_ads_quarantined_versions 2.0");
  }

  @Test
  void aRevisionIsANumberAndATime() {
    metrics.revision(7, Duration.ofMillis(3));
    metrics.revision(8, Duration.ofSeconds(60));
    assertThat(metrics.text().lines())
        .contains(
            "waystone_revision 8.0",
            "waystone_revision_duration_seconds_bucket{le=\"0.0025\"} 0",
            "waystone_revision_duration_seconds_bucket{le=\"0.005\"} 1",
            "waystone_revision_duration_seconds_bucket{le=\"10.0\"} 1",
            "waystone_revision_duration_seconds_bucket{le=\"+Inf\"} 2",
            "waystone_revision_duration_seconds_count 2");
  }

  @Test
  void aSeverityOfWhichNothingIsLeftIsNone() {
    metrics.diagnostics(Map.of(Severity.ERROR, 3L, Severity.INFO, 1L));
    metrics.diagnostics(Map.of(Severity.INFO, 2L));
    assertThat(metrics.text().lines())
        .contains(
            "waystone_diagnostics{severity=\"error\"} 0.0",
            "waystone_diagnostics{severity=\"info\"} 2.0",
            "waystone_diagnostics{severity=\"warning\"} 0.0");
  }

  @Test
  void certificatesAreCountedAndRefusalsByTheirReason() {
    metrics.issued();
    metrics.issued();
    metrics.refused(Credential.Reason.EXPIRED);
    metrics.refused(Issuance.Reason.NOT_ON_NODE);
    assertThat(metrics.text().lines())
        .contains(
            "waystone_certificates_issued_total 2.0",
            "waystone_certificates_refused_total{reason=\"expired\"} 1.0",
            "waystone_certificates_refused_total{reason=\"not_on_node\"} 1.0",
            "waystone_certificates_refused_total{reason=\"missing\"} 0.0");
  }
}
