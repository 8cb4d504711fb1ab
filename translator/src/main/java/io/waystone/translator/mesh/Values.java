package io.waystone.translator.mesh;

import com.google.common.base.Ascii;
import io.waystone.translator.input.Addresses;
import io.waystone.translator.input.Attribute;
import io.waystone.translator.input.Cidr;
import java.util.List;
import java.util.stream.Stream;

/** The values of an attribute as patterns: what Istio means by each. */
final class Values {

  /** How a value is taken that can be read in more than one way. */
  enum Reading {
    /** So that it matches less. */
    NARROW,
    /** So that it matches more. */
    WIDE
  }

  private Values() {}

  /** The patterns, one of which must match; each once. */
  static List<Pattern> patterns(
      Attribute attribute, List<String> values, Mesh mesh, Reading reading) {
    return values.stream()
        .flatMap(value -> patterns(attribute, value, mesh, reading))
        .distinct()
        .toList();
  }

  private static Stream<Pattern> patterns(
      Attribute attribute, String value, Mesh mesh, Reading reading) {
    return switch (attribute) {
      case PRINCIPALS -> TrustDomains.expand(value, mesh, reading).stream().map(Pattern::of);
      case TRUST_DOMAINS -> TrustDomains.aliases(value, mesh).stream().map(Pattern::of);
      case REQUEST_PRINCIPALS -> issuerAndSubject(value, reading);
      case IP_BLOCKS, REMOTE_IP_BLOCKS, DESTINATION_IP -> Stream.of(new Pattern.Range(cidr(value)));
      case PORTS, SERVICE_ACCOUNTS -> Stream.of(new Pattern.Exact(value));
      case PATHS -> Paths.of(value, reading, mesh.pathNormalization());
      case SNI -> serverNames(Ascii.toLowerCase(value), reading);
      case NAMESPACES, HOSTS, METHODS, HEADERS, AUDIENCES, PRESENTER, CLAIMS ->
          Stream.of(Pattern.of(value));
      case UNKNOWN -> Stream.of();
    };
  }

  /**
   * TLS compares names without regard to case (RFC 6066 3); proxies have them in lower case. It has
   * no dot at their end, but some servers take one.
   */
  private static Stream<Pattern> serverNames(String value, Reading reading) {
    boolean end = reading == Reading.WIDE && !value.endsWith("*");
    return (end ? Stream.of(value, value + ".") : Stream.of(value)).map(Pattern::of);
  }

  /** The reader has let no other through. */
  static Cidr cidr(String value) {
    return Addresses.cidr(value)
        .orElseThrow(() -> new IllegalArgumentException("no range of addresses: " + value));
  }

  /**
   * istiod: {@code ISSUER/SUBJECT} is cut at the last slash, and a star is of the part where it
   * stands. Istio's API says that it is a star of the whole text, so it may reach over the slash:
   * what refuses takes that, too.
   */
  private static Stream<Pattern> issuerAndSubject(String value, Reading reading) {
    Pattern any = new Pattern.Present();
    Pattern whole = Pattern.of(value);
    int slash = value.lastIndexOf('/');
    if (whole instanceof Pattern.Present) {
      return Stream.of(new Pattern.IssuerSubject(any, any));
    }
    Stream<Pattern> over =
        switch (whole) {
          case Pattern.Prefix prefix -> Stream.of(new Pattern.IssuerSubject(prefix, any));
          case Pattern.Suffix suffix -> Stream.of(new Pattern.IssuerSubject(any, suffix));
          default -> Stream.of();
        };
    if (slash < 0) {
      return whole instanceof Pattern.Exact
          ? Stream.of(new Pattern.IssuerSubject(whole, new Pattern.Exact("")))
          : over;
    }
    Pattern cut =
        new Pattern.IssuerSubject(
            Pattern.of(value.substring(0, slash)), Pattern.of(value.substring(slash + 1)));
    return switch (reading) {
      case NARROW -> Stream.of(cut);
      case WIDE -> Stream.concat(Stream.of(cut), over);
    };
  }
}
