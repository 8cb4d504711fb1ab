package io.waystone.translator.input;

import io.waystone.translator.input.FieldReader.Manner;
import io.waystone.translator.input.FieldReader.Unknown;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** Reads {@code metadata}. */
final class MetadataReader {

  private static final Manner MANNER = new Manner(Unknown.ERROR, "it is left out");

  private MetadataReader() {}

  /**
   * What the metadata says of an object.
   *
   * @param uid empty where there is none
   * @param deleting {@code deletionTimestamp} is written
   * @param named name and namespace are such as the kind's objects can have
   */
  record Metadata(
      Optional<Instant> created,
      Map<String, String> labels,
      Map<String, String> annotations,
      Optional<ObjectBody.Owner> controller,
      String uid,
      boolean deleting,
      boolean named) {}

  static Metadata read(Kind kind, ObjectRef ref, Tree metadata, Findings findings) {
    // A reader of its own: what is wrong with a label does not make a policy unreadable.
    FieldReader fields = FieldReader.of(findings, MANNER, "metadata", metadata);
    fields.known("generateName", "resourceVersion", "generation", "managedFields");
    fields.known("deletionGracePeriodSeconds", "finalizers", "selfLink");
    boolean name = name(kind, ref, fields);
    boolean namespace = namespace(kind, fields);
    Metadata read =
        new Metadata(
            fields.text("creationTimestamp").flatMap(text -> instant(fields, text)),
            fields.words("labels"),
            fields.words("annotations"),
            fields.mappings("ownerReferences", MetadataReader::controller).stream().findFirst(),
            fields.text("uid", ""),
            fields.has("deletionTimestamp"),
            name && namespace);
    fields.end();
    return read;
  }

  private static boolean name(Kind kind, ObjectRef ref, FieldReader fields) {
    fields.known("name");
    String name = ref.name();
    return (kind.labelName() ? Words.isDnsLabel(name) : Words.isDnsName(name))
        || badName("name", name, fields);
  }

  private static boolean namespace(Kind kind, FieldReader fields) {
    Optional<String> namespace = fields.text("namespace");
    if (!kind.namespaced()) {
      return namespace.isEmpty()
          || fields.bad("namespace", kind.kindName() + " is in no namespace", "Take it out");
    }
    return namespace
        .map(text -> Words.isDnsLabel(text) || badName("namespace", text, fields))
        .orElse(!fields.has("namespace"));
  }

  private static boolean badName(String field, String text, FieldReader fields) {
    return fields.bad(
        field,
        "\"" + Words.shown(text) + "\" is no DNS-1123 name",
        "Use lower-case letters, digits and \"-\"");
  }

  private static Optional<Instant> instant(FieldReader fields, String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      fields.bad("creationTimestamp", "it is no time like 2026-01-31T12:00:00Z", "");
      return Optional.empty();
    }
  }

  private static Optional<ObjectBody.Owner> controller(FieldReader owner) {
    owner.known("apiVersion", "uid", "blockOwnerDeletion");
    ObjectBody.Owner named = new ObjectBody.Owner(owner.text("kind", ""), owner.text("name", ""));
    return owner.flag("controller").orElse(false) ? Optional.of(named) : Optional.empty();
  }
}
