package io.waystone.translator.envoy;

import java.util.Optional;

/**
 * A resource of a view that came, changed or went.
 *
 * @param resource what it is now; empty if it is gone
 */
public record ResourceChange(ResourceId id, Optional<Resource> resource) {}
