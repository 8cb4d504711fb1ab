package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

  @Test
  void givesFieldsThePlaceOfTheirName() {
    Tree tree = documents("kind: A\nspec:\n  list:\n  - one\n  - {name: two}\n").getFirst();
    Origin origin = new Origin(tree);
    assertThat(origin.position("kind")).contains(new Position("a.yaml", 1, 1));
    assertThat(origin.position("spec.list")).contains(new Position("a.yaml", 3, 3));
    assertThat(origin.position("spec.list[0]")).contains(new Position("a.yaml", 4, 5));
    assertThat(origin.position("spec.list[1].name")).contains(new Position("a.yaml", 5, 6));
    assertThat(origin.position("spec.other.field")).contains(new Position("a.yaml", 2, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "80, Num",
    "-1.5e3, Num",
    "true, Bool",
    "False, Bool",
    "~, Null",
    "null, Null",
    "yes, Text",
    "'\"80\"', Text",
    "'''true''', Text",
    "!!str 80, Text",
    "010, Text",
    "0x10, Text",
    ".inf, Text",
    "2026-01-01, Text",
    "1.2.3, Text",
    "12345678901234567890123456789012345678901234567890, Text",
  })
  void readsScalars(String scalar, String type) {
    Tree.Mapping mapping = (Tree.Mapping) documents("v: " + scalar).getFirst();
    assertThat(mapping.entries().values())
        .singleElement()
        .satisfies(value -> assertThat(value.getClass().getSimpleName()).isEqualTo(type));
  }

  @Test
  void readsNumbersExactly() {
    Tree.Mapping mapping = (Tree.Mapping) documents("v: 9080").getFirst();
    assertThat(mapping.entries().get("v"))
        .isEqualTo(new Tree.Num(new BigDecimal(9080), Optional.of(new Position("a.yaml", 1, 1))));
  }

  @Test
  void readsManyDocumentsAndLeavesEmptyOnesOut() {
    assertThat(documents("---\n# nothing\n---\na: 1\n---\nb: 2\n...\n---\n")).hasSize(2);
    assertThat(documents("")).isEmpty();
  }

  @Test
  void opensLists() {
    List<Tree> items =
        documents(
            """
            apiVersion: v1
            kind: List
            items:
            - a: 1
            - kind: List
              items: [{b: 2}, {c: 3}]
            """);
    assertThat(items).hasSize(3);
  }

  @Test
  void takesJson() {
    assertThat(documents("{\n\t\"a\": [1, true, null, \"x\"],\n\t\"b\": {}\n}\n")).hasSize(1);
  }

  @Test
  void followsAliases() {
    Tree.Mapping tree = (Tree.Mapping) documents("a: &x {b: 1}\nc: *x\n").getFirst();
    assertThat(tree.entries().get("c")).isInstanceOf(Tree.Mapping.class);
    assertThat(new Origin(tree).position("c").map(Position::line)).contains(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: 1\nb: 2\na: 3",
        "a: [1, 2",
        "a: *nowhere",
        "a: &x [*x]",
        "? [1, 2]\n: 3",
        "a: !tag b",
        "a: b: c",
        "a:\n\t- b",
        "\"unended",
        "a: \u0001",
        "%YAML 9.9\n---\na: 1",
        "--- }"
      })
  void refuses(String text) {
    Parsed parsed = YamlReader.parse("a.yaml", "ok: 1\n---\n" + text);
    if (text.startsWith("%")) {
      parsed = YamlReader.parse("a.yaml", text);
    }
    assertThat(parsed.documents()).isEmpty();
    assertThat(parsed.broken().orElseThrow().code()).isEqualTo(Code.WS0001);
  }

  @Test
  void saysWhere() {
    Diagnostic broken = YamlReader.parse("dir/a.yaml", "a: 1\nb: 2\na: 3\n").broken().orElseThrow();
    assertThat(broken.toString())
        .isEqualTo(
            "WS0001 dir/a.yaml File: not YAML: line 3, column 1: the key \"a\" stands twice;"
                + " nothing of this text is read.");
  }

  @Test
  void boundsDepthAndAliases() {
    assertThat(broken("[".repeat(100_000))).isTrue();
    assertThat(broken("{a: ".repeat(200) + "1" + "}".repeat(200))).isTrue();
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1);
      laughs.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(
                      ", ", List.of(alias, alias, alias, alias, alias, alias, alias, alias))));
    }
    assertThat(broken(laughs.toString())).isTrue();
    assertThat(broken("a: " + "[".repeat(50) + "]".repeat(50))).isFalse();
  }

  @Test
  void readsLargeTexts() {
    assertThat(documents(("a: " + "x".repeat(4_000) + "\n---\n").repeat(1_000))).hasSize(1_000);
  }

  private static boolean broken(String text) {
    return YamlReader.parse("a.yaml", text).broken().isPresent();
  }

  private static List<Tree> documents(String text) {
    Parsed parsed = YamlReader.parse("a.yaml", text);
    assertThat(parsed.broken()).isEmpty();
    return parsed.documents();
  }

  /** A parser that copies what it has of a value for each further piece takes minutes. */
  @Test
  void aLongValueIsReadInLinearTime() {
    String text = "{a: \"" + "b".repeat(20_000_000) + "\"}";
    assertThat(YamlReader.parse("a.yaml", text).documents()).hasSize(1);
  }
}
