package io.waystone.translator.envoy;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The messages that may stand in an {@code Any} of a resource. Only those: what stands in one and
 * is not here cannot be checked and is not sent.
 */
final class AnyTypes {

  private static final Map<String, Class<? extends Message>> CLASSES = AnyTypeList.byTypeUrl();
  private static final ConcurrentHashMap<String, Message> PROTOTYPES = new ConcurrentHashMap<>();

  private AnyTypes() {}

  /** An empty message of the type with this URL; empty if it is not known. */
  static Optional<Message> prototype(String typeUrl) {
    return Optional.ofNullable(CLASSES.get(typeUrl))
        .map(type -> PROTOTYPES.computeIfAbsent(typeUrl, url -> Internal.getDefaultInstance(type)));
  }
}
