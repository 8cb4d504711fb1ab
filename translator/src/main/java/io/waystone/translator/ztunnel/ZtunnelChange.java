package io.waystone.translator.ztunnel;

import java.util.Optional;

/**
 * A resource of ztunnel that came, changed or went.
 *
 * @param resource what it is now; empty if it is gone
 */
public record ZtunnelChange(ZtunnelId id, Optional<ZtunnelResource> resource) {}
