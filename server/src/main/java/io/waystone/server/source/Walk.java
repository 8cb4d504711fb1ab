package io.waystone.server.source;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * One look at everything below the roots.
 *
 * @param started when it began, by the ticker, in nanoseconds
 * @param ended when it was done
 * @param files what to read, by the path as the user would write it
 * @param unreadable what could not be looked at: nothing is known of what is at or below these
 * @param generations of all folders that are swapped as a whole, by their path
 * @param folders real folders whose events may mean that another look is due
 */
record Walk(
    long started,
    long ended,
    SortedMap<Path, Found> files,
    SortedMap<Path, Unreadable> unreadable,
    Map<Path, Generation> generations,
    Set<Path> folders) {

  /**
   * A file.
   *
   * @param unit the folder with which it is swapped
   */
  record Found(FileStat stat, Path unit) {}

  /**
   * A path that exists, or should, and says nothing.
   *
   * @param why what is wrong with it
   * @param expected whether it is certain to hold objects; a link that leads nowhere and has no
   *     telling name matters only if there were files behind it
   */
  record Unreadable(String why, boolean expected) {}
}
