package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the mesh settings of the ConfigMap {@code istio}, its text already opened. */
final class MeshSettingsReader {

  /** Of these, the rest of MeshConfig is about proxies that are not ours: not looked at. */
  private static final List<String> OURS =
      List.of("trustDomain", "trustDomainAliases", "rootNamespace");

  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");

  private MeshSettingsReader() {}

  static Optional<MeshObject> read(ObjectBody body) {
    Optional<MeshObject> settings =
        body.fields().mapping("data", data -> settings(body.meta(), data));
    if (body.fields().broken()) {
      body.fields()
          .note(
              Code.WS0308,
              "data",
              "there are mesh settings that cannot be read",
              "they are as if not written",
              "");
    }
    return settings.or(() ->
        Optional.of(new MeshSettings(body.meta(), Optional.empty(), List.of(), Optional.empty())));
  }

  private static MeshObject settings(Meta meta, FieldReader data) {
    data.known("meshNetworks", "values", "merged-values", "original-values");
    return data.mapping("mesh", mesh -> (MeshObject) mesh(meta, mesh))
        .orElseGet(() -> new MeshSettings(meta, Optional.empty(), List.of(), Optional.empty()));
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
    misspelt(mesh);
    return new MeshSettings(meta, trustDomain, aliases, rootNamespace);
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
