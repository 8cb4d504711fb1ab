package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;

/**
 * The {@code filters} of a rule or of a backend.
 *
 * @param request RequestHeaderModifier
 * @param response ResponseHeaderModifier
 * @param redirect RequestRedirect: the answer, nothing is sent on
 * @param rewrite URLRewrite
 * @param mirrors RequestMirror, in the order written
 * @param cors CORS
 * @param unsupported types of filters that Waystone does not have: what they are for gets 500
 */
public record HttpFilters(
    HeaderChanges request,
    HeaderChanges response,
    Optional<Redirect> redirect,
    Optional<Rewrite> rewrite,
    List<Mirror> mirrors,
    Optional<Cors> cors,
    List<String> unsupported) {

  /** None. */
  public static final HttpFilters NONE =
      new HttpFilters(
          HeaderChanges.NONE,
          HeaderChanges.NONE,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          List.of());

  public HttpFilters {
    mirrors = List.copyOf(mirrors);
    unsupported = List.copyOf(unsupported);
  }
}
