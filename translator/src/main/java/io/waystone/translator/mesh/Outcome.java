package io.waystone.translator.mesh;

import io.waystone.translator.input.Cause;
import io.waystone.translator.input.Diagnostic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A value with what must be said about it and where it came from: the verdict travels with the
 * value, through every stage.
 *
 * @param diagnostics what people must know, sorted, each once
 * @param causes the objects and fields that made the value what it is
 */
public record Outcome<T>(T value, List<Diagnostic> diagnostics, SortedSet<Cause> causes) {
  public Outcome {
    diagnostics = diagnostics.stream().sorted().distinct().toList();
    causes = Collections.unmodifiableSortedSet(new TreeSet<>(causes));
  }

  /** The value first: a record would look at the causes before it, which may be many. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Outcome<?> that
        && value.equals(that.value)
        && diagnostics.equals(that.diagnostics)
        && causes.equals(that.causes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value, diagnostics, causes);
  }

  /** Gathers what is said on the way to a value. */
  static final class Notes {
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final SortedSet<Cause> causes = new TreeSet<>();

    Notes diagnostic(Diagnostic diagnostic) {
      diagnostics.add(diagnostic);
      return this;
    }

    Notes diagnostics(Collection<Diagnostic> more) {
      diagnostics.addAll(more);
      return this;
    }

    Notes cause(Cause cause) {
      causes.add(cause);
      return this;
    }

    Notes causes(Collection<Cause> more) {
      causes.addAll(more);
      return this;
    }

    List<Diagnostic> diagnostics() {
      return diagnostics;
    }

    <T> Outcome<T> outcome(T value) {
      return new Outcome<>(value, diagnostics, causes);
    }
  }
}
