package io.waystone.translator.render;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.waystone.translator.envoy.Messages;
import io.waystone.translator.envoy.Resource;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Messages as JSON, as Envoy prints them: proto field names, defaults left out, maps sorted. */
final class MessageJson {

  private MessageJson() {}

  /** The resource, its type first. */
  static JsonElement of(Resource resource) {
    return of(
        Any.newBuilder()
            .setTypeUrl(resource.id().type().typeUrl())
            .setValue(resource.body())
            .build());
  }

  static JsonElement of(Message message) {
    Set<Descriptor> types = new LinkedHashSet<>();
    Messages.collectTypes(message, types);
    JsonFormat.TypeRegistry.Builder registry = JsonFormat.TypeRegistry.newBuilder();
    types.stream().sorted(Comparator.comparing(Descriptor::getFullName)).forEach(registry::add);
    try {
      return JsonParser.parseString(
          JsonFormat.printer()
              .usingTypeRegistry(registry.build())
              .preservingProtoFieldNames()
              .sortingMapKeys()
              .omittingInsignificantWhitespace()
              .print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("a message that cannot be printed", e);
    }
  }
}
