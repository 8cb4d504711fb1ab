package io.waystone.server.cli;

import java.util.List;

/**
 * What one request of a demo got.
 *
 * @param request method and path
 * @param caller namespace and service account
 * @param status as a number, or why there was none
 * @param example the status that the example makes it, as it is delivered
 * @param because the object that decided
 */
record DemoAnswer(String request, String caller, String status, String example, String because) {

  boolean asInExample() {
    return status.equals(example);
  }

  List<String> lines() {
    return List.of("  %-16s as %-28s %s".formatted(request, caller, status), "    " + because);
  }
}
