package io.waystone.translator.input;

import java.util.Optional;

/** URLRewrite. What is empty stays as in the request. */
public record Rewrite(Optional<String> hostname, Optional<PathChange> path) {}
