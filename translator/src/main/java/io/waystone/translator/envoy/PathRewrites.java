package io.waystone.translator.envoy;

import com.google.re2j.Pattern;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.waystone.translator.input.HttpMatch.PathMatch;
import io.waystone.translator.input.HttpMatch.PathType;
import io.waystone.translator.input.PathChange;
import java.util.function.Consumer;

/**
 * What becomes of a path, without its query, which stays.
 *
 * <p>Gateway API: a slash at the end of the prefix that is matched or put in its place means
 * nothing, and the slash after it stays: {@code /foo/bar} is {@code /xyz/bar} with {@code /xyz},
 * {@code /bar} with nothing.
 */
sealed interface PathRewrites {

  /** It stays as it is. */
  record Nothing() implements PathRewrites {}

  /** Another prefix in the place of the one that the route matches; never empty. */
  record Prefix(String value) implements PathRewrites {}

  /** What matches is replaced. */
  record Regex(RegexMatchAndSubstitute value) implements PathRewrites {}

  /** Of a route that matches this path. */
  static PathRewrites of(PathChange change, PathMatch matched) {
    return switch (change) {
      case PathChange.Full full -> new Regex(regex("^/.*", full.path()));
      case PathChange.Prefix prefix -> prefix(prefix.prefix(), matched);
    };
  }

  /** Gives what there is to do to the setter that it is for. */
  default void set(Consumer<String> prefix, Consumer<RegexMatchAndSubstitute> regex) {
    switch (this) {
      case Nothing _ -> {}
      case Prefix written -> prefix.accept(written.value());
      case Regex written -> regex.accept(written.value());
    }
  }

  private static PathRewrites prefix(String written, PathMatch matched) {
    if (matched.type() != PathType.PREFIX) {
      throw new IllegalArgumentException("no prefix to replace in " + matched);
    }
    String old = PathMatch.trimmed(matched.value());
    String fresh = PathMatch.trimmed(written);
    if (old.isEmpty()) {
      // The slash that Envoy matches is the one that stays.
      return fresh.isEmpty() ? new Nothing() : new Prefix(fresh + "/");
    }
    // Of /foo/bar, nothing in the place of /foo would leave /bar, but nothing at all of /foo.
    return fresh.isEmpty()
        ? new Regex(regex("^" + Pattern.quote(old) + "/*", "/"))
        : new Prefix(fresh);
  }

  /** In what is put in its place, RE2 takes a backslash for the begin of a group's number. */
  private static RegexMatchAndSubstitute regex(String pattern, String substitution) {
    return RegexMatchAndSubstitute.newBuilder()
        .setPattern(RegexMatcher.newBuilder().setRegex(pattern))
        .setSubstitution(substitution.replace("\\", "\\\\"))
        .build();
  }
}
