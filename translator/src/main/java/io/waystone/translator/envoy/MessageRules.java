package io.waystone.translator.envoy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import io.envoyproxy.pgv.validate.Validate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The rules of one message type, compiled from its descriptor at the first use and kept for good
 * (there are as many as types).
 *
 * @param fields the fields that have rules or can contain something that has
 * @param required groups of fields of which one must be set
 * @param refusal what Envoy refuses besides
 */
record MessageRules(
    List<FieldCheck> fields,
    List<OneofDescriptor> required,
    Optional<Refusals.Refusal<Message>> refusal) {

  private static final ConcurrentHashMap<Descriptor, MessageRules> COMPILED =
      new ConcurrentHashMap<>();

  /**
   * The rules of messages of this type.
   *
   * @throws UnsupportedOperationException if one of them is of a kind that Envoy's protos did not
   *     have when this was written; better than to ignore it
   */
  static MessageRules of(Descriptor type) {
    MessageRules known = COMPILED.get(type);
    return known != null ? known : COMPILED.computeIfAbsent(type, MessageRules::compile);
  }

  /** Reports every rule that the message or anything within it breaks. */
  void check(Message message, Findings findings) {
    for (FieldCheck field : fields) {
      field.check(message, findings);
    }
    for (OneofDescriptor oneof : required) {
      if (!message.hasOneof(oneof)) {
        findings.addTo(oneof.getName(), "one of its fields is required");
      }
    }
    refusal.ifPresent(check -> check.check(message, findings));
  }

  private static MessageRules compile(Descriptor type) {
    if (isExempt(type)) {
      return new MessageRules(List.of(), List.of(), Refusals.of(type));
    }
    return new MessageRules(FieldCheck.of(type), requiredOneofs(type).toList(), Refusals.of(type));
  }

  /** Whether the type opts out of its own rules and those of what it contains. */
  static boolean isExempt(Descriptor type) {
    return type.getOptions().getExtension(Validate.disabled)
        || type.getOptions().getExtension(Validate.ignored);
  }

  /** The groups of fields of the type of which one must be set. */
  static Stream<OneofDescriptor> requiredOneofs(Descriptor type) {
    return type.getOneofs().stream()
        .filter(oneof -> oneof.getOptions().getExtension(Validate.required));
  }
}
