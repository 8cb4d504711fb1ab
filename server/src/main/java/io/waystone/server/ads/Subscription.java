package io.waystone.server.ads;

import java.util.Optional;

/** One type of resources on one stream, with at most one response in flight. */
sealed interface Subscription permits DeltaSubscription, WholeSubscription {

  /** What the client says about this type, after its first words. */
  void receive(Request request);

  /** Whether nothing is in flight. */
  boolean isIdle();

  /**
   * The next response, if there is something to send. Only while nothing is in flight.
   *
   * @param present whether the view is there; if not, only what was removed with it goes
   * @param revision the one that the source is at
   */
  Optional<Response> next(Source source, boolean present, long revision, Needs needs, String nonce);

  /** Sends this resource again, unless the client is not interested any more. */
  void ask(String name);

  /** Looks again at what was held back. */
  void release(String name);

  /** Looks at this resource again; the client has this version of it. */
  void review(String name, String version);

  /** Whether the client asks for this one, by name or by asking for everything. */
  boolean covers(String name);

  /** Whether the client asks for this one by its name. */
  boolean names(String name);

  /** Whether the client has not accepted the last change of this entry. */
  boolean isOutstanding(Entry entry);

  /** Whether the client has answered for everything up to now, but for what is held back. */
  boolean isAtRest(Source source);

  /** The place up to which this stream needs no removal any more. */
  long passed();

  /** Whether removals that this stream has not read are forgotten. */
  boolean isOvertaken(Source source);

  StreamState.OfType state();
}
