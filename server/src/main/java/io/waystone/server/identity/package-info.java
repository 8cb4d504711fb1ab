/**
 * Who is who: the CA of the mesh, the certificates that waypoints get by SDS and other workloads by
 * asking, the credentials with which they connect, and the bootstrap that tells an Envoy all of it.
 * Keys and tokens are {@link io.waystone.server.identity.SecretText}, or in the body of a secret,
 * and never print.
 */
@NullMarked
package io.waystone.server.identity;

import org.jspecify.annotations.NullMarked;
