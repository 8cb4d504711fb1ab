/**
 * What stands around a waypoint when one is tried out on a single machine: an Envoy, clients that
 * speak HBONE, pods and backends, all on loopback addresses. The command {@code waystone demo} and
 * the end-to-end tests share it. Nothing here is used while serving.
 */
@NullMarked
package io.waystone.server.lab;

import org.jspecify.annotations.NullMarked;
