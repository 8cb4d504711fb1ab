package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks what is inside an {@code Any} as if it stood there itself.
 *
 * <p>Most contents are the same for all ports (the filters of a listener, "allow" of a virtual
 * host), so contents that were found without fault are remembered: short ones, and not very many.
 */
final class AnyContents {

  private static final int MOST_REMEMBERED = 1_000;
  private static final int LONGEST_REMEMBERED = 4_096;

  private static final Set<Any> FAULTLESS = ConcurrentHashMap.newKeySet();

  private AnyContents() {}

  /** Reports a type that is not known, bytes that do not parse, and every fault of the content. */
  static void check(Any any, Findings findings) {
    boolean isShort = any.getValue().size() <= LONGEST_REMEMBERED;
    if (isShort && FAULTLESS.contains(any)) {
      return;
    }
    int before = findings.count();
    Optional<Message> prototype = AnyTypes.prototype(any.getTypeUrl());
    if (prototype.isEmpty()) {
      findings.add("value must be of a known type", any.getTypeUrl());
    } else {
      check(any, prototype.get(), findings);
    }
    if (isShort && findings.count() == before) {
      remember(any);
    }
  }

  private static void remember(Any any) {
    if (FAULTLESS.size() >= MOST_REMEMBERED) {
      FAULTLESS.clear();
    }
    FAULTLESS.add(any);
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
