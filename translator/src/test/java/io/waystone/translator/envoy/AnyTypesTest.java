package io.waystone.translator.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnyTypesTest {

  @Test
  void everyTypeIsFoundByItsOwnUrl() {
    for (String url : AnyTypeList.byTypeUrl().keySet()) {
      assertThat(AnyTypes.prototype(url).orElseThrow().getDescriptorForType().getFullName())
          .isEqualTo(url.substring("type.googleapis.com/".length()));
    }
  }

  @Test
  void everyResourceThatIsTranslatedIsAKnownType() {
    assertThat(AnyTypeList.byTypeUrl().keySet())
        .containsAll(
            Arrays.stream(ResourceType.values())
                .filter(type -> type != ResourceType.SECRET)
                .map(ResourceType::typeUrl)
                .toList());
  }

  @Test
  void everyRuleOfEveryReachableTypeIsOfAKnownKind() {
    Set<Descriptor> types = reachable(AnyTypeList.byTypeUrl().keySet());
    assertThat(types).hasSizeGreaterThan(500);
    List<MessageRules> rules = types.stream().map(MessageRules::of).toList();
    assertThat(rules).anyMatch(of -> !of.fields().isEmpty()).anyMatch(of -> of.fields().isEmpty());
  }

  private static Set<Descriptor> reachable(Set<String> urls) {
    Deque<Descriptor> waiting = new ArrayDeque<>();
    urls.forEach(url -> waiting.add(descriptor(AnyTypes.prototype(url).orElseThrow())));
    Set<Descriptor> seen = new HashSet<>();
    while (!waiting.isEmpty()) {
      Descriptor type = waiting.remove();
      if (seen.add(type)) {
        type.getFields().stream()
            .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
            .forEach(field -> waiting.add(field.getMessageType()));
      }
    }
    return seen;
  }

  private static Descriptor descriptor(Message message) {
    return message.getDescriptorForType();
  }
}
