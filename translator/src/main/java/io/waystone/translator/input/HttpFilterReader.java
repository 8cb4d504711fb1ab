package io.waystone.translator.input;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code filters} of a rule or of a backend. */
final class HttpFilterReader {

  /** What kinds of filters there are. */
  enum Type {
    REQUEST("RequestHeaderModifier", "requestHeaderModifier"),
    RESPONSE("ResponseHeaderModifier", "responseHeaderModifier"),
    REDIRECT("RequestRedirect", "requestRedirect"),
    REWRITE("URLRewrite", "urlRewrite"),
    MIRROR("RequestMirror", "requestMirror"),
    CORS("CORS", "cors"),
    EXTERNAL_AUTH("ExternalAuth", "externalAuth"),
    EXTENSION("ExtensionRef", "extensionRef");

    private final String word;
    private final String field;

    Type(String word, String field) {
      this.word = word;
      this.field = field;
    }
  }

  /** Those of an HTTPRoute. */
  static final Set<Type> HTTP = ImmutableSet.copyOf(Type.values());

  /** Those of a GRPCRoute. */
  static final Set<Type> GRPC =
      ImmutableSet.of(Type.REQUEST, Type.RESPONSE, Type.MIRROR, Type.EXTENSION);

  /** Gateway API: these may stand several times. */
  private static final Set<Type> REPEATABLE = ImmutableSet.of(Type.MIRROR, Type.EXTENSION);

  private final String namespace;
  private final Map<Type, Integer> places = new EnumMap<>(Type.class);
  private final List<Mirror> mirrors = new ArrayList<>();
  private final List<String> unsupported = new ArrayList<>();
  private HeaderChanges request = HeaderChanges.NONE;
  private HeaderChanges response = HeaderChanges.NONE;
  private Optional<Redirect> redirect = Optional.empty();
  private Optional<Rewrite> rewrite = Optional.empty();
  private Optional<Cors> cors = Optional.empty();

  private HttpFilterReader(String namespace) {
    this.namespace = namespace;
  }

  /**
   * Reads those of a rule or a backend of a route in this namespace.
   *
   * @param allowed the kinds of filters that the kind of route has
   */
  static HttpFilters read(String namespace, FieldReader owner, Set<Type> allowed) {
    HttpFilterReader reader = new HttpFilterReader(namespace);
    Map<String, Type> words =
        allowed.stream().collect(toMap(type -> type.word, identity(), (a, _) -> a));
    owner.mappings(
        "filters",
        filter -> {
          allowed.forEach(type -> filter.known(type.field));
          filter.require("type");
          Optional<Type> type = filter.choice("type", words);
          type.ifPresent(known -> reader.filter(known, filter, allowed));
          return type;
        });
    if (reader.redirect.isPresent() && reader.rewrite.isPresent()) {
      owner.bad("filters", "a redirect and a rewrite cannot stand together", "Make two rules");
    }
    return reader.filters();
  }

  private void filter(Type type, FieldReader filter, Set<Type> allowed) {
    filter.require(type.field);
    for (Type other : allowed) {
      if (other != type && filter.has(other.field)) {
        filter.bad(other.field, "it is of another type", "Make two filters of it");
      }
    }
    if (places.put(type, places.size()) != null && !REPEATABLE.contains(type)) {
      filter.bad(type.field, "there is another filter of this type", "Make one of the two");
    }
    switch (type) {
      case REQUEST ->
          filter
              .mapping(type.field, HeaderChangesReader::ofRequests)
              .ifPresent(changes -> request = changes);
      case RESPONSE ->
          filter
              .mapping(type.field, HeaderChangesReader::ofResponses)
              .ifPresent(changes -> response = changes);
      case REDIRECT -> redirect = filter.mapping(type.field, UrlReader::redirect);
      case REWRITE -> rewrite = filter.mapping(type.field, UrlReader::rewrite);
      case MIRROR ->
          filter
              .mapping(type.field, mirror -> MirrorReader.read(namespace, mirror))
              .flatMap(identity())
              .ifPresent(mirrors::add);
      case CORS -> cors = filter.mapping(type.field, CorsReader::read);
      case EXTERNAL_AUTH, EXTENSION -> unsupported.add(type.word);
    }
  }

  private HttpFilters filters() {
    return new HttpFilters(
        modifierIsLast() ? request : withoutHost(),
        response,
        redirect,
        modifierIsLast() ? withoutHostname() : rewrite,
        mirrors,
        cors,
        unsupported);
  }

  /**
   * Gateway API: filters act in the order they are written. Two can change the host, a modifier
   * that sets it and a rewrite: the later one decides.
   */
  private boolean modifierIsLast() {
    return places.getOrDefault(Type.REQUEST, -1) > places.getOrDefault(Type.REWRITE, -1);
  }

  private HeaderChanges withoutHost() {
    return rewrite.flatMap(Rewrite::hostname).isEmpty()
        ? request
        : new HeaderChanges(
            request.set().stream()
                .filter(header -> !header.name().equals(HeaderChangesReader.HOST))
                .toList(),
            request.add(),
            request.remove());
  }

  private Optional<Rewrite> withoutHostname() {
    return request.set().stream().anyMatch(header -> header.name().equals(HeaderChangesReader.HOST))
        ? rewrite.map(written -> new Rewrite(Optional.empty(), written.path()))
        : rewrite;
  }
}
