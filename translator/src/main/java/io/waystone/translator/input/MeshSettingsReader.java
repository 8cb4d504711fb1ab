package io.waystone.translator.input;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the mesh settings of the ConfigMap {@code istio}, its text already opened. */
final class MeshSettingsReader {

  /** Of these, the rest of MeshConfig is about proxies that are not ours: not looked at. */
  private static final List<String> OURS =
      List.of(
          "trustDomain",
          "trustDomainAliases",
          "rootNamespace",
          "pathNormalization",
          "extensionProviders");

  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");

  private static final Map<String, Optional<PathNormalization>> PATHS =
      Map.of(
          "DEFAULT", Optional.empty(),
          "NONE", Optional.of(PathNormalization.NONE),
          "BASE", Optional.of(PathNormalization.BASE),
          "MERGE_SLASHES", Optional.of(PathNormalization.MERGE_SLASHES),
          "DECODE_AND_MERGE_SLASHES", Optional.of(PathNormalization.DECODE_AND_MERGE_SLASHES));

  private MeshSettingsReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    MeshSettings silent = MeshSettings.silent(body.meta());
    MeshSettings settings =
        body.fields()
            .mapping("data", data -> data(silent, data))
            // What cannot be read at all may have asked for anything.
            .orElse(body.fields().broken() ? silent.with(PathNormalization.STRICTEST) : silent);
    if (body.fields().broken()) {
      body.fields()
          .note(
              Code.WS0308,
              "data",
              "there are mesh settings that cannot be read",
              "they are as if not written, but paths are normalized in the strictest way where that"
                  + " setting is among them",
              "");
    }
    return Optional.of(settings);
  }

  private static MeshSettings data(MeshSettings silent, FieldReader data) {
    data.known("meshNetworks", "values", "merged-values", "original-values");
    return data.mapping("mesh", mesh -> mesh(silent.meta(), mesh))
        .orElseGet(() -> data.broken("mesh") ? silent.with(PathNormalization.STRICTEST) : silent);
  }

  private static MeshSettings mesh(Meta meta, FieldReader mesh) {
    Optional<String> trustDomain =
        mesh.text("trustDomain").filter(td -> trustDomain(td, "trustDomain", mesh));
    List<String> aliases =
        mesh.texts("trustDomainAliases").stream()
            .filter(td -> trustDomain(td, "trustDomainAliases", mesh))
            .toList();
    Optional<String> rootNamespace =
        mesh.text("rootNamespace")
            .filter(
                ns -> Words.isDnsLabel(ns) || mesh.bad("rootNamespace", "it is no namespace", ""));
    Optional<PathNormalization> paths = paths(mesh);
    List<AuthorizationProvider> providers = providers(mesh);
    misspelt(mesh);
    return new MeshSettings(meta, trustDomain, aliases, rootNamespace, paths, providers);
  }

  /** istiod: a name that is given twice is nobody's. */
  private static List<AuthorizationProvider> providers(FieldReader mesh) {
    List<AuthorizationProvider> written = AuthorizationProviderReader.read(mesh);
    Set<String> seen = new HashSet<>();
    Set<String> twice = new TreeSet<>();
    written.stream()
        .map(AuthorizationProvider::name)
        .filter(name -> !seen.add(name))
        .forEach(twice::add);
    twice.forEach(
        name -> mesh.bad("extensionProviders", "there are two providers \"" + name + "\"", ""));
    return written.stream().filter(provider -> !twice.contains(provider.name())).toList();
  }

  private static Optional<PathNormalization> paths(FieldReader mesh) {
    Optional<PathNormalization> paths =
        mesh.mapping("pathNormalization", MeshSettingsReader::normalization)
            .flatMap(written -> written);
    return mesh.broken("pathNormalization") ? Optional.of(PathNormalization.STRICTEST) : paths;
  }

  private static Optional<PathNormalization> normalization(FieldReader paths) {
    paths.effect("paths are normalized in the strictest way, DECODE_AND_MERGE_SLASHES");
    return paths.choice("normalization", PATHS).flatMap(written -> written);
  }

  private static boolean trustDomain(String text, String field, FieldReader mesh) {
    return TRUST_DOMAIN.matcher(text).matches()
        || mesh.bad(field, "\"" + Words.shown(text) + "\" is no trust domain", "");
  }

  private static void misspelt(FieldReader mesh) {
    for (String field : mesh.unread()) {
      Suggestion.nearest(field, OURS)
          .ifPresent(meant ->
              mesh.note(
                  Code.WS0011,
                  field,
                  "there is no such field",
                  "it is ignored",
                  "Perhaps \"" + meant + "\" is meant"));
    }
  }
}
