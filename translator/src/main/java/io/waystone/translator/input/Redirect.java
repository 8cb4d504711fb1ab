package io.waystone.translator.input;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * RequestRedirect. What is empty stays as in the request.
 *
 * @param port see the Gateway API: without it, that of the scheme, else that of the service
 * @param status 301, 302, 303, 307 or 308
 */
public record Redirect(
    Optional<String> scheme,
    Optional<String> hostname,
    Optional<PathChange> path,
    OptionalInt port,
    int status) {}
