package io.waystone.translator.input;

import io.waystone.translator.input.MetadataReader.Metadata;
import java.util.Optional;

/**
 * One reader for every kind: a tree in, a record and what is wrong with it out. It never throws,
 * whatever the tree is.
 */
public final class ObjectReader {

  private static final String SETTINGS = "istio";

  private final String rootNamespace;

  /**
   * A reader.
   *
   * @param rootNamespace where the ConfigMap {@code istio} is the mesh settings
   */
  public ObjectReader(String rootNamespace) {
    this.rootNamespace = rootNamespace;
  }

  /** Reads one object. */
  public ReadResult read(Tree document) {
    Optional<Identity> identity = Identity.of(document);
    if (identity.isEmpty()) {
      return noObject(document);
    }
    Optional<Kind> kind = Kind.of(identity.get().group(), identity.get().kind());
    ObjectRef ref = identity.get().ref(kind);
    Findings findings = new Findings(ref);
    if (kind.isEmpty()) {
      OtherKinds.report(identity.get(), findings);
      return result(ref, Optional.empty(), findings, document);
    }
    // Only one ConfigMap is ours; the others may hold anything.
    if (kind.get() == Kind.CONFIG_MAP && !isSettings(ref)) {
      return result(ref, Optional.empty(), findings, document);
    }
    Tree expanded = kind.get() == Kind.CONFIG_MAP ? NestedSettings.expand(document) : document;
    return result(
        ref, object(kind.get(), identity.get(), ref, expanded, findings), findings, expanded);
  }

  private boolean isSettings(ObjectRef ref) {
    return ref.namespace().equals(rootNamespace) && ref.name().equals(SETTINGS);
  }

  private static Optional<MeshObject> object(
      Kind kind, Identity identity, ObjectRef ref, Tree document, Findings findings) {
    FieldReader fields = FieldReader.of(findings, kind.manner(), "", document);
    boolean version = version(kind, identity, fields);
    Metadata metadata = MetadataReader.read(kind, ref, identity.metadata(), findings);
    fields.known("apiVersion", "kind", "metadata", "spec", "status");
    kind.fields().forEach(fields::known);
    fields.end();
    boolean sound = version && metadata.named();
    return sound || kind.failsClosed()
        ? kind.read(new ObjectBody(new Meta(ref, metadata.created()), metadata, sound, fields))
        : Optional.empty();
  }

  private static boolean version(Kind kind, Identity identity, FieldReader fields) {
    if (kind.versions().contains(identity.version())) {
      return true;
    }
    fields.note(
        Code.WS0009,
        "apiVersion",
        kind.kindName() + " is not read in version \"" + Words.shown(identity.version()) + "\"",
        kind.failsClosed() ? kind.manner().effect() : "the object is left out",
        "Write " + Identity.apiVersion(kind.group(), kind.versions().getFirst()));
    return false;
  }

  private static ReadResult noObject(Tree document) {
    Findings findings = new Findings(new ObjectRef("Document", "", "?"));
    findings.add(
        Code.WS0002,
        "",
        document instanceof Tree.Mapping
            ? "apiVersion, kind or metadata.name is missing or no text"
            : "a document must be an object, not " + Words.type(document),
        "the document is left out",
        "");
    return new ReadResult(
        Optional.empty(), Optional.empty(), findings.diagnostics(), new Origin(document));
  }

  private static ReadResult result(
      ObjectRef ref, Optional<MeshObject> object, Findings findings, Tree document) {
    return new ReadResult(Optional.of(ref), object, findings.diagnostics(), new Origin(document));
  }
}
