package io.waystone.translator.input;

/** How the path of a request is changed: {@code path} of URLRewrite and RequestRedirect. */
public sealed interface PathChange {

  /** {@code ReplaceFullPath}. */
  record Full(String path) implements PathChange {}

  /** {@code ReplacePrefixMatch}: of what the rule matched; only with a match by prefix. */
  record Prefix(String prefix) implements PathChange {}
}
