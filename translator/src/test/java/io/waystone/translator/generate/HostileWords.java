package io.waystone.translator.generate;

import io.waystone.translator.input.Tree;
import java.util.List;

/** Texts that a reader, a regular expression or a proxy may stumble over. */
final class HostileWords {

  private static final List<String> PIECES =
      List.of(
          // Whatever ends, hides or turns a text.
          "",
          " ",
          "\t",
          "\0",
          "\n",
          "\r\n",
          "\u001b[31m",
          "\u007f",
          "\u0085",
          "\u2028",
          "\ufeff",
          "\u202e",
          "\u200b",
          "e\u0301",
          "\ud83d\ude00",
          "\ud800",
          "\udc00",
          "\uffff",
          "é",
          "€",
          // Letters that become others in lower case, or the same as others.
          "\u212a",
          "İ",
          "ſ",
          "Ω",
          // Wildcards and templates.
          "*",
          "**",
          "*a*",
          "a*b",
          "{",
          "}",
          "{*}",
          "{**}",
          "{***}",
          "{}",
          "{*",
          "*}",
          "{a}",
          "/{*}/{**}",
          "/{**}/{*}",
          "{**}{**}",
          "/{*}*",
          // Regular expressions.
          ".",
          ".*",
          "[",
          "]",
          "[^",
          "(",
          ")",
          "(?i)",
          "(?:",
          "\\",
          "\\Q",
          "\\E",
          "\\Qa\\E",
          "\\x{",
          "a{1001}",
          "(((((",
          "$",
          "^",
          "|",
          "+",
          "?",
          "[[:alpha:]]",
          "\\pL",
          "\\C",
          // Identities and hosts.
          "spiffe://",
          "spiffe://td/ns/a/sa/x",
          "/",
          "//",
          "a/b/c",
          "/ns//sa/",
          "td/ns/a/sa/x/y",
          "..",
          ":80",
          ":",
          "@",
          "%00",
          "%2e%2e",
          "?",
          "#",
          "a.example.",
          ".example",
          "xn--a",
          // Addresses and ports.
          "10.0.0.0/33",
          "10.0.0.0/-1",
          "10.1/8",
          "010.0.0.1",
          "10.0.0.1/8/8",
          "::/0",
          "::/129",
          "::ffff:10.0.0.1/96",
          "::ffff:10.0.0.1/95",
          "fe80::1%eth0",
          "[::1]",
          "0.0.0.0/0",
          "1.2",
          "65535",
          "65536",
          "0",
          "-1",
          "080",
          "80-90",
          "0x50",
          "1e3",
          "99999999999999999999",
          // Keys of conditions.
          "request.headers",
          "request.headers[",
          "request.headers[]",
          "request.headers[[x]]",
          "request.headers[:path]",
          "request.headers[host]",
          "request.headers[\u212a]",
          "request.headers[x-a][y]",
          "request.auth.claims[a][]",
          "request.auth.claims[a\0]",
          "request.auth.claims[\ud800]",
          "request.auth.claims[a]b",
          "source.ip[a]",
          "experimental.envoy.filters.a[b]",
          // Words of other fields.
          "ALLOW",
          "Deny",
          "null",
          "~",
          "true",
          "Gateway",
          "Pod",
          "GatewayClass",
          "ServiceEntry",
          "gateway.networking.k8s.io",
          "networking.istio.io",
          "core",
          "kube-system",
          "istio-system",
          "wp",
          "istio-waypoint");

  private final Draw draw;

  HostileWords(Draw draw) {
    this.draw = draw;
  }

  /** Such a text. */
  String any() {
    String piece = draw.of(PIECES);
    return switch (draw.below(16)) {
      case 0 -> piece.repeat(draw.of(2, 64, 300));
      case 1 -> draw.of(PIECES) + piece;
      case 2 ->
          draw.of("a", "é", "{*}", "/a", "*", "€", "[") + "b".repeat(draw.of(250, 1_000, 4_000));
      case 3 -> "request.auth.claims" + "[a]".repeat(draw.of(3, 300, 9_000));
      default -> piece;
    };
  }

  /** One made from a good text. */
  String like(Tree.Text good) {
    String text = good.value();
    int at = draw.below(text.length() + 1);
    return switch (draw.below(6)) {
      case 0, 1, 2 -> text.substring(0, at) + any() + text.substring(at);
      case 3 -> text.substring(at);
      case 4 -> any();
      default -> text.length() > 200 ? "" : text.repeat(draw.of(2, 2, 30, 100, 1_000));
    };
  }
}
