package io.waystone.server.cli;

import io.waystone.server.lab.EnvoyProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an Envoy itself says of its policies' verdict on a request: its debug log has the rule. */
final class RbacLog {

  private static final Pattern VERDICT =
      Pattern.compile("enforced (?:allowed|denied), matched policy (\\S+)");

  private static final Pattern RULE =
      Pattern.compile("ns\\[([^\\]]*)]-policy\\[([^\\]]*)]-rule\\[([0-9]+)]");

  private final EnvoyProcess envoy;

  RbacLog(EnvoyProcess envoy) {
    this.envoy = envoy;
  }

  /** Something that is sent through Envoy. */
  @FunctionalInterface
  interface Exchange<T> {
    T send() throws IOException;
  }

  /**
   * An answer, and the name of the policy that decided.
   *
   * @param policy empty where no policy matched
   */
  record Verdict<T>(T answer, Optional<String> policy) {}

  /** Sends one request; nothing else may be on its way through this Envoy. */
  <T> Verdict<T> during(Exchange<T> exchange) throws IOException {
    envoy.admin().post("/logging?rbac=debug");
    try (RandomAccessFile log = new RandomAccessFile(envoy.log().toFile(), "r")) {
      log.seek(log.length());
      T answer = exchange.send();
      byte[] said = new byte[Math.toIntExact(log.length() - log.getFilePointer())];
      log.readFully(said);
      return new Verdict<>(answer, policy(new String(said, StandardCharsets.UTF_8)));
    } finally {
      envoy.admin().post("/logging?rbac=info");
    }
  }

  /** The last verdict counts: the slots for DENY and ALLOW speak one after the other. */
  static Optional<String> policy(String log) {
    Matcher verdict = VERDICT.matcher(log);
    Optional<String> policy = Optional.empty();
    while (verdict.find()) {
      policy = Optional.of(verdict.group(1)).filter(name -> !name.equals("none"));
    }
    return policy;
  }

  /** {@code ns[default]-policy[view-only]-rule[0]} as people name that rule. */
  static String rule(String policy) {
    Matcher rule = RULE.matcher(policy);
    return rule.matches()
        ? "%s/%s AuthorizationPolicy spec.rules[%s]"
            .formatted(rule.group(1), rule.group(2), rule.group(3))
        : policy;
  }
}
