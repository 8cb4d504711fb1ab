/**
 * The benchmark: a program that a person starts, see {@code docs/benchmarks.md}. It measures a
 * control plane in a process of its own, with clients in another.
 */
@NullMarked
package io.waystone.e2e.bench;

import org.jspecify.annotations.NullMarked;
