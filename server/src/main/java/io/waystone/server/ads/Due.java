package io.waystone.server.ads;

/** Why a resource has to be looked at although the position of the stream is past it. */
enum Due {
  /** The client asked for it by name: it gets an answer. */
  ASKED,
  /** It did so and has no version of it: nothing that it works with stands against an answer. */
  LACKED,
  /** The client has it from before this stream, and it is not there any more. */
  UNKNOWN,
  /** It was held back, and what it waited for has happened. */
  RELEASED
}
