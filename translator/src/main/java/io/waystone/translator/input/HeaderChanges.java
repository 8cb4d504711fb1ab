package io.waystone.translator.input;

import java.util.List;

/** What a header modifier does, in the order written. */
public record HeaderChanges(List<Header> set, List<Header> add, List<String> remove) {
  /** Changes nothing. */
  public static final HeaderChanges NONE = new HeaderChanges(List.of(), List.of(), List.of());

  public HeaderChanges {
    set = List.copyOf(set);
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }

  /** A header; the name in lower case. */
  public record Header(String name, String value) {}
}
