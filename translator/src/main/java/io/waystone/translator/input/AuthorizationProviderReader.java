package io.waystone.translator.input;

import io.waystone.translator.input.AuthorizationProvider.BodyCheck;
import io.waystone.translator.input.AuthorizationProvider.Form;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads those of {@code extensionProviders} that decide about requests; the others are not ours.
 */
final class AuthorizationProviderReader {

  /** protobuf's JSON form of a duration. */
  private static final Pattern SECONDS = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)s");

  /** Istio's default. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private static final int FORBIDDEN = 403;

  /** Those that Envoy has a name for, and takes; the answers to come are none. */
  private static final Pattern STATUS =
      Pattern.compile("20[0-8]|226|30[0-578]|40[0-9]|41[0-7]|42[1-4689]|431|50[0-8]|51[01]");

  /** Between other stars there is a text that no header's name has. */
  private static final Pattern HEADERS =
      Pattern.compile("\\*|\\*?[!#$%&'+.^_`|~0-9A-Za-z-]+|[!#$%&'+.^_`|~0-9A-Za-z-]+\\*");

  private AuthorizationProviderReader() {}

  /** One that cannot be read is none; whatever asks for it is refused. */
  static List<AuthorizationProvider> read(FieldReader mesh) {
    return mesh.mappings("extensionProviders", AuthorizationProviderReader::provider);
  }

  private static Optional<AuthorizationProvider> provider(FieldReader provider) {
    provider.effect("what asks for the provider is refused");
    boolean ours = provider.has("envoyExtAuthzHttp") || provider.has("envoyExtAuthzGrpc");
    if (!ours) {
      return Optional.empty();
    }
    Optional<String> name = provider.required("name").filter(n -> isLabel(n, provider));
    Optional<AuthorizationProvider> http =
        provider
            .mapping("envoyExtAuthzHttp", fields -> of(name, fields, http(fields)))
            .flatMap(read -> read);
    Optional<AuthorizationProvider> grpc =
        provider
            .mapping("envoyExtAuthzGrpc", fields -> of(name, fields, new Form.Grpc()))
            .flatMap(read -> read);
    if (http.isPresent() && grpc.isPresent()) {
      provider.bad("envoyExtAuthzGrpc", "it cannot stand beside envoyExtAuthzHttp", "");
    }
    return provider.broken() ? Optional.empty() : http.or(() -> grpc);
  }

  private static boolean isLabel(String name, FieldReader provider) {
    return Words.isDnsLabel(name) || provider.bad("name", "it is no DNS label", "");
  }

  private static Optional<AuthorizationProvider> of(
      Optional<String> name, FieldReader fields, Form form) {
    Optional<String> service = fields.required("service");
    int slash = service.map(s -> s.indexOf('/')).orElse(-1);
    Optional<String> host = service.map(s -> s.substring(slash + 1));
    host.filter(h -> !Words.isDnsName(h))
        .ifPresent(h -> fields.bad("service", "it is no host name", ""));
    int port = fields.require("port").port("port").orElse(0);
    Duration timeout = duration("timeout", fields).orElse(TIMEOUT);
    int status = status(fields);
    Optional<BodyCheck> body =
        fields.mapping("includeRequestBodyInCheck", AuthorizationProviderReader::body);
    boolean failOpen = fields.flag("failOpen").orElse(false);
    return name.isEmpty() || host.isEmpty() || fields.broken()
        ? Optional.empty()
        : Optional.of(
            new AuthorizationProvider(
                name.get(),
                host.get(),
                service.filter(_ -> slash > 0).map(s -> s.substring(0, slash)),
                port,
                timeout,
                failOpen,
                status,
                body,
                form));
  }

  private static int status(FieldReader fields) {
    String status = fields.text("statusOnError", Integer.toString(FORBIDDEN));
    if (STATUS.matcher(status).matches()) {
      return Integer.parseInt(status);
    }
    fields.bad("statusOnError", "\"" + Words.shown(status) + "\" is no HTTP status", "");
    return FORBIDDEN;
  }

  private static BodyCheck body(FieldReader body) {
    return new BodyCheck(
        body.require("maxRequestBytes").number("maxRequestBytes", 1, Integer.MAX_VALUE).orElse(1),
        body.flag("allowPartialMessage").orElse(false),
        body.flag("packAsBytes").orElse(false));
  }

  private static Form http(FieldReader fields) {
    String prefix = fields.text("pathPrefix", "");
    if (!prefix.isEmpty() && !prefix.startsWith("/")) {
      fields.bad("pathPrefix", "it does not begin with a slash", "");
    }
    // The deprecated name counts where the other is not written.
    List<String> asked = headers("includeRequestHeadersInCheck", fields);
    List<String> formerly = headers("includeHeadersInCheck", fields);
    Map<String, String> added = new TreeMap<>();
    fields
        .words("includeAdditionalHeadersInCheck")
        .forEach((name, value) -> {
          if (Words.isToken(name) && Words.isPrintable(value)) {
            added.put(name, value);
          } else {
            fields.bad(
                "includeAdditionalHeadersInCheck",
                "\"" + Words.shown(name) + "\" is no header",
                "");
          }
        });
    return new Form.Http(
        prefix,
        asked.isEmpty() ? formerly : asked,
        new TreeMap<>(added),
        headers("headersToUpstreamOnAllow", fields),
        headers("headersToDownstreamOnDeny", fields),
        headers("headersToDownstreamOnAllow", fields));
  }

  private static List<String> headers(String field, FieldReader fields) {
    List<String> names = fields.texts(field);
    names.stream()
        .filter(name -> !HEADERS.matcher(name).matches())
        .forEach(
            name -> fields.bad(field, "\"" + Words.shown(name) + "\" is no name of a header", ""));
    return names;
  }

  private static Optional<Duration> duration(String field, FieldReader fields) {
    Function<String, Optional<Duration>> parse =
        text -> {
          Matcher seconds = SECONDS.matcher(text);
          return seconds.matches()
              ? Optional.of(
                  Duration.ofNanos(
                      new BigDecimal(seconds.group(1)).movePointRight(9).longValueExact()))
              : Optional.empty();
        };
    Optional<String> written = fields.text(field);
    Optional<Duration> duration = written.flatMap(parse).filter(Duration::isPositive);
    if (written.isPresent() && duration.isEmpty()) {
      fields.bad(field, "\"" + Words.shown(written.get()) + "\" is no time like \"0.5s\"", "");
    }
    return duration;
  }
}
