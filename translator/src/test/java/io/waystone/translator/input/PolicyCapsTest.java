package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.AuthorizationPolicy.Condition;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a policy may say: what is over it never makes it weaker. */
class PolicyCapsTest {

  private static final String HEAD =
      """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: {name: p, namespace: shop}
      """;

  private static final String TARGETS = "targetRefs: [{kind: Service, name: a}]";

  @ParameterizedTest
  @CsvSource({
    "request.auth.claims[a], 1024, a",
    "request.headers[a],      512, a",
    "source.principal,       1024, a",
    "connection.sni,         1024, a",
  })
  void aValueHasALongest(String key, int most, String character) {
    Condition fits = when(key, character.repeat(most));
    assertThat(fits.values()).hasSize(1);
    assertThat(fits.invalidValues()).isFalse();
    Condition tooLong = when(key, character.repeat(most + 1));
    assertThat(tooLong.values()).isEmpty();
    assertThat(tooLong.invalidValues()).isTrue();
  }

  @Test
  void aListHasALargest() {
    String[] values = IntStream.range(0, 1_030).mapToObj(i -> "v" + i).toArray(String[]::new);
    Condition condition = when("request.auth.presenter", values);
    assertThat(condition.values()).hasSize(1_024);
    assertThat(condition.invalidValues()).isTrue();
  }

  /** A regular expression is made of all of them. */
  @Test
  void theValuesOfAHeaderHaveALargest() {
    String[] values =
        IntStream.range(10, 50).mapToObj(i -> (i + "").repeat(50)).toArray(String[]::new);
    Condition condition = when("request.headers[a]", values);
    assertThat(condition.values()).hasSize(15);
    assertThat(condition.invalidValues()).isTrue();
  }

  @Test
  void aPolicyHasALargest() {
    assertThat(unreadable("[" + "{},".repeat(1_024) + "]")).isFalse();
    assertThat(unreadable("[" + "{},".repeat(1_025) + "]")).isTrue();
    String sources = "{source: {namespaces: [a]}},".repeat(1_000);
    String values = "aaaaaaaaaa,".repeat(10);
    String when = "{key: request.auth.presenter, values: [%s]}".formatted(values);
    assertThat(unreadable("[{from: [%s], when: [%s]}]".formatted(sources, when))).isFalse();
    // Two of them are repeated for each source.
    assertThat(unreadable("[{from: [%s], when: [%s, %s]}]".formatted(sources, when, when)))
        .isTrue();
  }

  @Test
  void thereAreNotAnyNumberOfTargets() {
    String target = "{kind: Service, name: a},";
    assertThat(read("targetRefs: [" + target.repeat(64) + "]").unreadable()).isFalse();
    AuthorizationPolicy policy = read("targetRefs: [" + target.repeat(65) + "]");
    assertThat(policy.unreadable()).isTrue();
    assertThat(policy.targets()).containsExactly(new AuthorizationPolicy.Target.OfNamespace());
  }

  /** What no proxy can be sent as it is, or would compare as something else. */
  @ParameterizedTest
  @ValueSource(strings = {"a\\ud800", "\\udc00", "a\\0b", "\\u0085", "\\e"})
  void aValueIsTextThatCanBeSent(String value) {
    assertThat(when("request.auth.claims[a]", value).values()).isEmpty();
    assertThat(when("request.headers[a]", value).values()).isEmpty();
    assertThat(when("request.auth.claims[" + value + "]", "a").attribute())
        .isEqualTo(Attribute.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"é.example", "a\u212a", "*.ex ample", "a\u202eb"})
  void aHostIsAscii(String host) {
    assertThat(
            read("rules: [{to: [{operation: {hosts: [\"%s\"]}}]}]".formatted(host))
                .rules()
                .getFirst()
                .to()
                .getFirst()
                .conditions()
                .getFirst()
                .invalidValues())
        .isTrue();
  }

  /** The Kelvin sign is a "k" in lower case. */
  @Test
  void aHeaderIsNamedByItsOwnLetters() {
    assertThat(when("request.headers[\u212a]", "a").attribute()).isEqualTo(Attribute.UNKNOWN);
    assertThat(when("request.headers[K]", "a").argument()).isEqualTo("k");
  }

  /** Each pair of brackets took a piece of the stack. */
  @Test
  void aKeyHasALongest() {
    assertThat(when("request.auth.claims" + "[a]".repeat(300), "a").attribute())
        .isEqualTo(Attribute.CLAIMS);
    assertThat(when("request.auth.claims" + "[a]".repeat(100_000), "a").attribute())
        .isEqualTo(Attribute.UNKNOWN);
  }

  private static Condition when(String key, String... values) {
    String list =
        List.of(values).stream().map(v -> "\"" + v + "\"").collect(Collectors.joining(","));
    return read("rules: [{when: [{key: \"%s\", values: [%s]}]}]".formatted(key, list))
        .rules()
        .getFirst()
        .when()
        .getFirst();
  }

  private static boolean unreadable(String rules) {
    return read(TARGETS + ", rules: " + rules).unreadable();
  }

  private static AuthorizationPolicy read(String spec) {
    ReadResult result = Reading.one(HEAD + "spec: {" + spec + "}\n");
    return Reading.object(AuthorizationPolicy.class, result);
  }
}
