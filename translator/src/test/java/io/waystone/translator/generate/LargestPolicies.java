package io.waystone.translator.generate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rules that are almost too large to be read, each in another way. */
public final class LargestPolicies {

  private LargestPolicies() {}

  /** {@code spec.rules} as YAML of one line, by what there is much of. */
  public static Map<String, String> rules() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(
        "rules",
        repeated(
            "{from: [{source: {principals: [%s, '*b'], notNamespaces: [c*]}}], to: [{operation: %s}]}"
                .formatted("a".repeat(200), "{paths: ['/a/{*}/{**}'], hosts: [a.example]}"),
            1_000));
    all.put(
        "sources",
        "{from: [%s], when: [{key: source.principal, values: [%s]}]}"
            .formatted(repeated("{source: {namespaces: [a]}}", 1_000), numbered(13)));
    all.put(
        "values",
        repeated(
            "{when: [%s, %s]}".formatted(not("source.principal"), not("request.auth.claims[a]")),
            7));
    all.put(
        "expressions",
        repeated(
            "{when: [{key: 'request.headers[a]', values: [%s]}]}"
                .formatted(numbered("x".repeat(123), 12)),
            28));
    all.put(
        "templates",
        repeated(
            "{to: [{operation: {paths: [%s], hosts: [%s]}}]}"
                .formatted("'" + "/{*}".repeat(256) + "'", "'*" + "h".repeat(1_023) + "'"),
            450));
    all.put(
        "signs",
        repeated(
            "{to: [{operation: {paths: ['/%s', '/%s']}}]}"
                .formatted("|".repeat(1_023), "\u00e9".repeat(511)),
            37));
    return all;
  }

  /** A short text that would be gigabytes. */
  public static String muchTooLarge() {
    String source = "source.principal";
    return "{from: &f [%s], when: &w [{key: %s, values: &v [%s]}, {key: %s, values: *v}]}%s"
        .formatted(
            repeated("{source: {namespaces: [a]}}", 1_000),
            source,
            numbered(1_000),
            source,
            ", {from: *f, when: *w}".repeat(20));
  }

  private static String not(String key) {
    return "{key: '%s', notValues: [%s]}".formatted(key, numbered(1_024));
  }

  private static String repeated(String text, int times) {
    return String.join(",", Collections.nCopies(times, text));
  }

  private static String numbered(int count) {
    return numbered("v", count);
  }

  private static String numbered(String text, int count) {
    return IntStream.range(0, count).mapToObj(i -> text + i).collect(Collectors.joining(","));
  }
}
