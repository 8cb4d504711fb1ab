package io.waystone.translator.envoy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.envoyproxy.pgv.validate.Validate;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which message types need no look at all, such as {@code google.protobuf.Struct}. */
final class Reach {

  private static final ConcurrentHashMap<Descriptor, Boolean> KNOWN = new ConcurrentHashMap<>();

  private Reach() {}

  /** Whether a message of this type, or anything that it can contain, has a rule. */
  static boolean hasRules(Descriptor type) {
    return KNOWN.computeIfAbsent(type, t -> reachesRules(t, new HashSet<>()));
  }

  private static boolean reachesRules(Descriptor type, Set<Descriptor> visited) {
    return visited.add(type)
        && (hasOwnRules(type)
            || type.getFields().stream()
                .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                .anyMatch(field -> reachesRules(field.getMessageType(), visited)));
  }

  private static boolean hasOwnRules(Descriptor type) {
    return Refusals.of(type).isPresent()
        || MessageRules.requiredOneofs(type).findAny().isPresent()
        || type.getFields().stream()
            .anyMatch(field -> field.getOptions().hasExtension(Validate.rules));
  }
}
