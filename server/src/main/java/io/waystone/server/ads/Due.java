package io.waystone.server.ads;

/** Why a resource has to be sent although the position of the stream is past it, or not near it. */
sealed interface Due {

  /** The client asked for it by name: it gets an answer, whatever it may have had before. */
  record Asked() implements Due {}

  /**
   * It waits for what it needs, or for what needed it.
   *
   * @param until goes then at the latest, a {@link System#nanoTime}
   * @param place of the change that is held back
   */
  record Held(long until, long place) implements Due {}
}
