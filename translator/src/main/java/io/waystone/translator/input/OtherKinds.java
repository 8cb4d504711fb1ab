package io.waystone.translator.input;

import java.util.Arrays;
import java.util.List;

/** What is said about objects of kinds that are not read: by what people expect of them. */
final class OtherKinds {

  private OtherKinds() {}

  static void report(Identity identity, Findings findings) {
    if (Groups.ofMesh(identity.group())) {
      findings.add(
          Code.WS0012,
          "",
          Words.shown(identity.kind()) + " is not supported in this version",
          "nothing of it is in force",
          fix(identity));
    } else if (!Groups.ofWorkloads(identity.group(), identity.kind())) {
      String apiVersion = Identity.apiVersion(identity.group(), identity.version());
      findings.add(
          Code.WS0003,
          "",
          Words.shown(identity.kind()) + " of " + Words.shown(apiVersion) + " is not read",
          "nothing of it is in force",
          fix(identity));
    }
  }

  private static String fix(Identity identity) {
    return Suggestion.nearest(identity.kind(), kinds(identity.group()))
        .map(meant -> "Perhaps the kind \"" + meant + "\" is meant")
        .orElse("");
  }

  private static List<String> kinds(String group) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.group().equals(group))
        .map(Kind::kindName)
        .toList();
  }
}
