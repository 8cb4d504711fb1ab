package io.waystone.translator.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Resources as messages again, for printing. */
public final class Messages {

  private Messages() {}

  /** The message that a resource holds. */
  public static Message of(Resource resource) {
    return parse(resource.id().type().typeUrl(), resource.body());
  }

  /** Adds the types of all messages that stand in an {@code Any}, at every depth. */
  public static void collectTypes(Message message, Set<Descriptor> types) {
    if (message instanceof Any any) {
      Message content = parse(any.getTypeUrl(), any.getValue());
      types.add(content.getDescriptorForType());
      collectTypes(content, types);
      return;
    }
    for (Object value : message.getAllFields().values()) {
      Collection<?> values = value instanceof Collection<?> many ? many : List.of(value);
      for (Object one : values) {
        if (one instanceof Message nested) {
          collectTypes(nested, types);
        }
      }
    }
  }

  private static Message parse(String typeUrl, com.google.protobuf.ByteString body) {
    try {
      return AnyTypes.prototype(typeUrl)
          .orElseThrow(() -> new IllegalArgumentException("no message is known as " + typeUrl))
          .newBuilderForType()
          .mergeFrom(body)
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no message of type " + typeUrl, e);
    }
  }
}
