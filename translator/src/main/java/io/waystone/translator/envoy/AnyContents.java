package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.Optional;

/** Checks what is inside an {@code Any} as if it stood there itself. */
final class AnyContents {

  private AnyContents() {}

  /** Reports a type that is not known, bytes that do not parse, and every fault of the content. */
  static void check(Any any, Findings findings) {
    Optional<Message> prototype = AnyTypes.prototype(any.getTypeUrl());
    if (prototype.isEmpty()) {
      findings.add("value must be of a known type", any.getTypeUrl());
    } else {
      check(any, prototype.get(), findings);
    }
  }

  private static void check(Any any, Message prototype, Findings findings) {
    findings.enterContent(prototype.getDescriptorForType().getName());
    try {
      Message content = prototype.getParserForType().parseFrom(any.getValue());
      MessageRules.of(prototype.getDescriptorForType()).check(content, findings);
    } catch (InvalidProtocolBufferException e) {
      findings.add("value does not parse: " + e.getMessage());
    }
    findings.leave();
  }
}
