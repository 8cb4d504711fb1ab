package io.waystone.server.cli;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.waystone.server.ads.AdsMetrics;
import io.waystone.server.identity.Credential;
import io.waystone.server.identity.Issuance;
import io.waystone.translator.envoy.ResourceType;
import io.waystone.translator.input.Severity;
import io.waystone.translator.ztunnel.ZtunnelType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What {@code /metrics} shows. Labels are only what is a handful by its nature: the type of a
 * resource, the severity of a diagnostic, why something was refused. No waypoint is one: there are
 * as many as users make, and {@code /streams} shows them each.
 */
final class Metrics implements AdsMetrics {

  /** From a change of one weight to the first translation of 5,000 services, in seconds. */
  private static final double[] REVISION_SECONDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();

  private final Gauge streams = gauge("waystone_ads_streams", "Streams that are open.");
  private final Gauge quarantined =
      gauge(
          "waystone_ads_quarantined_versions",
          "Versions of resources that a proxy refused, and that no proxy is sent again.");
  private final Counter responses =
      perType("waystone_ads_responses_total", "Responses sent, by the type of their resources.");
  private final Counter resources =
      perType("waystone_ads_resources_total", "Resources sent, by their type.");
  private final Counter bytes =
      perType("waystone_ads_bytes_total", "Bytes of responses sent, by their type.");
  private final Counter refusals =
      perType("waystone_ads_refused_total", "Responses that a proxy refused, by their type.");

  private final Gauge ready =
      gauge("waystone_ready", "1 when proxies get configuration, 0 until then.");
  private final Gauge revision =
      gauge("waystone_revision", "The number of the last revision that proxies get.");
  private final Histogram revisions =
      Histogram.builder()
          .name("waystone_revision_duration_seconds")
          .help("How long revisions took, from a batch of changes to what streams can send.")
          .classicOnly()
          .classicUpperBounds(REVISION_SECONDS)
          .register(registry);
  private final Gauge objects = gauge("waystone_objects", "Objects that were read.");
  private final Gauge diagnostics =
      Gauge.builder()
          .name("waystone_diagnostics")
          .help("What is to be said of the objects now, by how bad it is; /status says it.")
          .labelNames("severity")
          .register(registry);

  private final Counter certificates =
      Counter.builder()
          .name("waystone_certificates_issued_total")
          .help("Certificates issued to workloads that asked for one.")
          .register(registry);
  private final Counter noCertificates =
      Counter.builder()
          .name("waystone_certificates_refused_total")
          .help("Requests of workloads for a certificate that were refused, by why.")
          .labelNames("reason")
          .register(registry);

  Metrics() {
    JvmMetrics.builder().register(registry);
    for (Counter counter : List.of(responses, resources, bytes, refusals)) {
      Stream.concat(Stream.of(ResourceType.values()), Stream.of(ZtunnelType.values()))
          .forEach(type -> counter.initLabelValues(label(type)));
    }
    Stream.concat(Stream.of(Credential.Reason.values()), Stream.of(Issuance.Reason.values()))
        .forEach(reason -> noCertificates.initLabelValues(label(reason)));
  }

  @Override
  public void opened() {
    streams.inc();
  }

  @Override
  public void closed() {
    streams.dec();
  }

  @Override
  public void sent(String type, int resourceCount, long byteCount) {
    responses.labelValues(type).inc();
    resources.labelValues(type).inc(resourceCount);
    bytes.labelValues(type).inc(byteCount);
  }

  @Override
  public void refused(String type) {
    refusals.labelValues(type).inc();
  }

  @Override
  public void quarantined(int versions) {
    quarantined.set(versions);
  }

  /** A revision can be sent. */
  void revision(long number, Duration took) {
    revision.set((double) number);
    revisions.observe(took.toNanos() / 1e9);
  }

  /** What there is to be said now; what is not in the map is nothing. */
  void diagnostics(Map<Severity, Long> counts) {
    for (Severity severity : Severity.values()) {
      diagnostics
          .labelValues(severity.name().toLowerCase(Locale.ROOT))
          .set(counts.getOrDefault(severity, 0L));
    }
  }

  /** A workload got a certificate. */
  void issued() {
    certificates.inc();
  }

  /** Somebody got none, for his credential. */
  void refused(Credential.Reason reason) {
    noCertificates.labelValues(label(reason)).inc();
  }

  /** Somebody got none, for what he asked. */
  void refused(Issuance.Reason reason) {
    noCertificates.labelValues(label(reason)).inc();
  }

  /** How many objects there are. */
  void objects(int count) {
    objects.set(count);
  }

  /** Whether proxies get configuration. */
  void ready(boolean now) {
    ready.set(now ? 1 : 0);
  }

  /** All of it, in Prometheus' text format. */
  String text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every text", e);
    }
    return text.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  private Gauge gauge(String name, String help) {
    return Gauge.builder().name(name).help(help).register(registry);
  }

  private Counter perType(String name, String help) {
    return Counter.builder().name(name).help(help).labelNames("type").register(registry);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
