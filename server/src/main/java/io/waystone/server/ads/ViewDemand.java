package io.waystone.server.ads;

import io.waystone.translator.envoy.ViewKey;

/**
 * Told which views the connected clients need. Calls for one key alternate and come in order, under
 * a lock of {@link Views}: an implementation only notes them and returns, and takes no lock that is
 * held while it publishes.
 */
public interface ViewDemand {

  /** The first stream of this view is here: a revision that holds all of it is expected. */
  void want(ViewKey key);

  /** The last stream of this view has ended: it may be reported as gone. */
  void release(ViewKey key);
}
