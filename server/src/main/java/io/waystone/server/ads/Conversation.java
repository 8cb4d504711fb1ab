package io.waystone.server.ads;

import com.google.common.base.Ascii;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Optional;

/**
 * What is said on one stream, apart from how it is carried: requests in, responses out. Its stream
 * calls it from one thread.
 */
sealed interface Conversation permits Session, ZtunnelSession {

  /**
   * A response as it is written.
   *
   * @param type what its resources are, in a word
   * @param resources how many are in it; removals are none
   */
  record Outgoing(String type, int resources, ByteString wire) {}

  /**
   * What to send, and when to ask again at the latest if nothing happens.
   *
   * @param response empty if there is nothing to send now
   * @param patience nanoseconds; {@link Long#MAX_VALUE} for as long as nothing happens
   */
  record Next(Optional<Outgoing> response, long patience) {}

  /**
   * Takes note of a request; what it is answered with is the matter of {@link #next}.
   *
   * @throws StatusException if the stream ends because of it
   */
  void receive(Request request) throws StatusException;

  /**
   * The next response.
   *
   * @throws StatusException UNAVAILABLE if this stream is so late that it has to begin anew
   */
  Next next() throws StatusException;

  /** The stream has ended. */
  void close();

  /** A type of resources in a word. */
  static String label(Enum<?> type) {
    return Ascii.toLowerCase(type.name());
  }

  /** Removals that the client has not read are forgotten. */
  static StatusException overtaken() {
    return Status.UNAVAILABLE
        .withDescription("too many changes since the last acknowledgement; connect again")
        .asException();
  }
}
