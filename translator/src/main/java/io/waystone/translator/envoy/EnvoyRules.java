package io.waystone.translator.envoy;

import com.google.protobuf.Message;
import java.util.List;

/**
 * What Envoy checks before it takes a resource, checked before we send it: one refused resource
 * makes Envoy keep the old one, so a revocation would never arrive.
 *
 * <p>Two kinds of rules: those that Envoy's protos state as options ({@code validate.rules}), and a
 * short list by hand of what Envoy refuses besides ({@link Refusals}).
 */
public final class EnvoyRules {

  private EnvoyRules() {}

  /**
   * What is wrong with the message, anything nested in it and the contents of every {@code Any} in
   * it. An {@code Any} of a type that {@link AnyTypes} does not list is wrong too, because nobody
   * would know what is sent.
   *
   * @param message an object of a generated class, not a {@code DynamicMessage}
   * @return one line for each fault, in the order of the fields: the path in proto names, what the
   *     rule asks, and the value, shortened; empty if Envoy should take the message
   */
  public static List<String> violations(Message message) {
    Findings findings = new Findings();
    MessageRules.of(message.getDescriptorForType()).check(message, findings);
    return findings.violations();
  }
}
