package io.waystone.server.admin;

import java.util.Map;

/** A page of the admin port; asked from any thread. */
@FunctionalInterface
public interface Page {

  /**
   * Answers a GET.
   *
   * @param parameters of the query, decoded; the first of each name
   */
  Answer get(Map<String, String> parameters);
}
