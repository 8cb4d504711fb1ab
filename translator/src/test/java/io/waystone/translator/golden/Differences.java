package io.waystone.translator.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** The fields in which we mean to differ from istiod, each with the reason. */
final class Differences {

  private record Difference(String path, String why) {

    boolean covers(String field) {
      return field.equals(path) || field.startsWith(path + ".") || field.startsWith(path + "[");
    }
  }

  private final List<Difference> meant = new ArrayList<>();

  /** None. */
  static Differences none() {
    return new Differences();
  }

  /** The field, and what is in it, differs. */
  Differences and(String path, String why) {
    meant.add(new Difference(path, why));
    return this;
  }

  /** Fails where another field differs, and where one of these does not. */
  void between(JsonElement istiod, JsonElement ours) {
    SortedMap<String, String> theirs = Fields.of(istiod);
    SortedMap<String, String> made = Fields.of(ours);
    SortedSet<String> paths = new TreeSet<>(theirs.keySet());
    paths.addAll(made.keySet());
    List<String> different =
        paths.stream()
            .filter(path -> !theirs.getOrDefault(path, "").equals(made.getOrDefault(path, "")))
            .toList();
    assertThat(different)
        .filteredOn(path -> meant.stream().noneMatch(difference -> difference.covers(path)))
        .map(path ->
            path
                + ": istiod "
                + theirs.getOrDefault(path, "nothing")
                + ", ours "
                + made.getOrDefault(path, "nothing"))
        .as("fields that differ from istiod's and are not known to")
        .isEmpty();
    assertThat(meant)
        .filteredOn(difference -> different.stream().noneMatch(difference::covers))
        .as("differences that are no more")
        .isEmpty();
  }
}
