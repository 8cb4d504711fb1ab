package io.waystone.e2e.bench;

import java.io.Serializable;

/**
 * What one event of a source says.
 *
 * @param written objects that are new or other, as YAML; may be empty
 * @param removed objects that are gone, as YAML of what they were; may be empty
 */
record Change(String written, String removed) implements Serializable {

  static Change of(String written) {
    return new Change(written, "");
  }

  /** What takes it back, where it only adds or only removes. */
  Change reverse() {
    return new Change(removed, written);
  }
}
