package io.waystone.translator.input;

import io.waystone.translator.input.HeaderChanges.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads {@code filters} of a rule or of a backend. */
final class HttpFilterReader {

  private enum Type {
    REQUEST,
    RESPONSE,
    UNSUPPORTED
  }

  private static final String REQUEST = "requestHeaderModifier";
  private static final String RESPONSE = "responseHeaderModifier";

  private static final Map<String, Type> TYPES =
      Map.of(
          "RequestHeaderModifier", Type.REQUEST,
          "ResponseHeaderModifier", Type.RESPONSE,
          "RequestMirror", Type.UNSUPPORTED,
          "RequestRedirect", Type.UNSUPPORTED,
          "URLRewrite", Type.UNSUPPORTED,
          "CORS", Type.UNSUPPORTED,
          "ExternalAuth", Type.UNSUPPORTED,
          "ExtensionRef", Type.UNSUPPORTED);

  private HttpFilterReader() {}

  static HttpFilters read(FieldReader owner) {
    List<HeaderChanges> request = new ArrayList<>();
    List<HeaderChanges> response = new ArrayList<>();
    List<String> unsupported = new ArrayList<>();
    owner.mappings(
        "filters",
        filter -> {
          filter.known("requestMirror", "requestRedirect", "urlRewrite", "cors", "externalAuth");
          filter.known("extensionRef", REQUEST, RESPONSE);
          filter.require("type");
          Optional<Type> type = filter.choice("type", TYPES);
          type.ifPresent(known -> {
            switch (known) {
              case REQUEST -> changes(REQUEST, filter, request);
              case RESPONSE -> changes(RESPONSE, filter, response);
              case UNSUPPORTED -> filter.text("type").ifPresent(unsupported::add);
            }
          });
          return type;
        });
    return new HttpFilters(
        first(request),
        first(response),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        unsupported);
  }

  /** Gateway API: a modifier may stand once in a rule. */
  private static void changes(String field, FieldReader filter, List<HeaderChanges> found) {
    filter.require(field);
    if (!found.isEmpty()) {
      filter.bad(field, "there is another filter of this type", "Make one of the two");
    }
    // istiod: to set the host of a request is to rewrite it.
    Predicate<String> settable =
        field.equals(REQUEST) ? Words::isToken : HttpFilterReader::isChangeable;
    filter.mapping(field, modifier -> changes(modifier, settable)).ifPresent(found::add);
  }

  private static HeaderChanges changes(FieldReader modifier, Predicate<String> settable) {
    List<Header> set = modifier.mappings("set", header -> header(header, settable));
    List<Header> add =
        modifier.mappings("add", header -> header(header, HttpFilterReader::isChangeable));
    List<String> remove =
        modifier.texts("remove").stream()
            .filter(name -> isChangeable(name) || unchangeable("remove", name, modifier))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();
    return new HeaderChanges(set, add, remove);
  }

  private static Optional<Header> header(FieldReader header, Predicate<String> changeable) {
    Optional<String> name =
        header
            .required("name")
            .filter(text -> changeable.test(text) || unchangeable("name", text, header));
    Optional<String> value = header.require("value").text("value");
    if (!Words.isPrintable(value.orElse(""))) {
      header.bad("value", "it has characters that cannot be in a header", "");
    }
    return header.broken()
        ? Optional.empty()
        : Optional.of(new Header(name.orElseThrow().toLowerCase(Locale.ROOT), value.orElseThrow()));
  }

  /** Envoy refuses a route that changes {@code host} or a header with a colon in front. */
  private static boolean isChangeable(String name) {
    return Words.isToken(name) && !name.equalsIgnoreCase("host");
  }

  private static boolean unchangeable(String field, String name, FieldReader fields) {
    return fields.bad(field, "\"" + Words.shown(name) + "\" is no header that can be changed", "");
  }

  private static HeaderChanges first(List<HeaderChanges> changes) {
    return changes.isEmpty() ? HeaderChanges.NONE : changes.getFirst();
  }
}
