package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceType;

/** A stream as its view sees it. Called from other threads; returns at once. */
interface Reader {

  /** Something is new. */
  void wake();

  /** The place up to which this stream needs no removal of a type any more. */
  long passed(ResourceType type);
}
