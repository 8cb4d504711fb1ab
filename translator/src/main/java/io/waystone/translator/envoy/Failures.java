package io.waystone.translator.envoy;

import io.waystone.translator.graph.Failed;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Code;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.ObjectRef;
import java.util.List;
import java.util.stream.Collectors;

/** A function that failed, as people are told of it. */
final class Failures {

  private Failures() {}

  /** Names the objects that the function had read; the first stands as the cause. */
  static Diagnostic diagnostic(Failed failed) {
    List<ObjectRef> read =
        failed.inputKeys().stream()
            .filter(ObjectRef.class::isInstance)
            .map(ObjectRef.class::cast)
            .sorted()
            .toList();
    Cause cause =
        Cause.of(read.isEmpty() ? new ObjectRef("Stage", "", failed.stage()) : read.getFirst());
    return new Diagnostic(
        Code.WS0402,
        cause,
        failed.stage()
            + " failed ("
            + failed.message()
            + ") after it had read "
            + read.stream().map(ObjectRef::toString).collect(Collectors.joining(", ")),
        "what it makes is closed",
        "This is a fault of Waystone: please report it with these objects");
  }
}
