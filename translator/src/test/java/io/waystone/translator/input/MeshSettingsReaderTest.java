package io.waystone.translator.input;

import static io.waystone.translator.input.Reading.found;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mesh settings in the ConfigMap {@code istio}. */
class MeshSettingsReaderTest {

  @Test
  void meshSettings() {
    String text =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          meshNetworks: "networks: {}"
          mesh: |-
            trustDomain: example.org
            trustDomainAliases: [old.example.org]
            rootNamespace: istio-system
            defaultConfig: {discoveryAddress: a}
        """;
    MeshSettings settings = Reading.good(MeshSettings.class, text);
    assertThat(settings.trustDomain()).contains("example.org");
    assertThat(settings.trustDomainAliases()).containsExactly("old.example.org");
    assertThat(settings.rootNamespace()).contains("istio-system");
    assertThat(Reading.one(text.replace("istio-system}", "other}")).object()).isEmpty();
  }

  @Test
  void badMeshSettingsHaveTheirLines() {
    ReadResult result =
        Reading.one(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data:
              mesh: |-
                # a comment
                trustDomain: Not A Domain
                trustdomainaliases: [a]
                rootNamespace: 5
            """);
    assertThat(found(result))
        .containsExactly(
            "7 WS0008 data.mesh.trustDomain",
            "9 WS0006 data.mesh.rootNamespace",
            "8 WS0011 data.mesh.trustdomainaliases",
            "4 WS0308 data");
    assertThat(Reading.object(MeshSettings.class, result).trustDomain()).isEmpty();
    ReadResult broken =
        Reading.one(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data: {mesh: 'a: ['}
            """);
    assertThat(found(broken)).containsExactly("4 WS0006 data.mesh", "4 WS0308 data");
    assertThat(Reading.object(MeshSettings.class, broken).pathNormalization())
        .contains(PathNormalization.STRICTEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pathNormalization: {normalization: NONE}                     | NONE
          pathNormalization: {normalization: BASE}                     | BASE
          pathNormalization: {normalization: MERGE_SLASHES}            | MERGE_SLASHES
          pathNormalization: {normalization: DECODE_AND_MERGE_SLASHES} | DECODE_AND_MERGE_SLASHES
          pathNormalization: {normalization: DEFAULT}                  |
          pathNormalization: {}                                        |
          trustDomain: example.org                                     |
          """)
  void pathNormalization(String mesh, @Nullable PathNormalization expected) {
    assertThat(Reading.good(MeshSettings.class, settings(mesh)).pathNormalization())
        .isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pathNormalization: {normalization: merge_slashes}",
        "pathNormalization: {normalization: 3}",
        "pathNormalization: MERGE_SLASHES"
      })
  void anUnreadablePathNormalizationIsTheStrictest(String mesh) {
    ReadResult result = Reading.one(settings(mesh));
    assertThat(found(result)).last().isEqualTo("4 WS0308 data");
    assertThat(Reading.object(MeshSettings.class, result).pathNormalization())
        .contains(PathNormalization.STRICTEST);
  }

  @Test
  void anotherSettingThatCannotBeReadLeavesPathNormalizationAlone() {
    ReadResult result =
        Reading.one(settings("{trustDomain: 5, pathNormalization: {normalization: NONE}}"));
    assertThat(Reading.object(MeshSettings.class, result).pathNormalization())
        .contains(PathNormalization.NONE);
  }

  private static String settings(String mesh) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: istio, namespace: istio-system}
    data:
      mesh: |-
        %s
    """
        .formatted(mesh);
  }
}
