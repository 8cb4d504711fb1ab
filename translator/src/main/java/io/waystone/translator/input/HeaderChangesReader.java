package io.waystone.translator.input;

import io.waystone.translator.input.HeaderChanges.Header;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads a modifier of headers. */
final class HeaderChangesReader {

  static final String HOST = "host";

  private HeaderChangesReader() {}

  /** istiod: to set the host of a request is to rewrite it. */
  static HeaderChanges ofRequests(FieldReader modifier) {
    return read(modifier, Words::isToken);
  }

  static HeaderChanges ofResponses(FieldReader modifier) {
    return read(modifier, HeaderChangesReader::isChangeable);
  }

  private static HeaderChanges read(FieldReader modifier, Predicate<String> settable) {
    List<Header> set = modifier.mappings("set", header -> header(header, settable));
    List<Header> add =
        modifier.mappings("add", header -> header(header, HeaderChangesReader::isChangeable));
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
    return Words.isToken(name) && !name.equalsIgnoreCase(HOST);
  }

  private static boolean unchangeable(String field, String name, FieldReader fields) {
    return fields.bad(field, "\"" + Words.shown(name) + "\" is no header that can be changed", "");
  }
}
