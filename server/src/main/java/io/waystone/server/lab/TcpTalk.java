package io.waystone.server.lab;

import java.time.Duration;

/** What a {@link TcpBackend} says, and when. */
public sealed interface TcpTalk {

  /** Sends back what it gets, and finishes when the client does. */
  record Echo() implements TcpTalk {}

  /** Sends this at once, before the client says anything; then it is an echo. */
  record Banner(String text) implements TcpTalk {}

  /** Says nothing until the client has finished; then waits, sends this, and finishes. */
  record AfterEnd(Duration delay, String text) implements TcpTalk {}
}
