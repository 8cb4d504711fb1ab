package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceId;

/** What becomes of the resources that were sent on a stream. */
interface Answers {

  /** The client has answered for this resource, or will not get it. */
  void answered(ResourceId id);

  /** The client refuses this version, and no other resource is to blame. */
  void refused(ResourceId id, Refused refused);
}
