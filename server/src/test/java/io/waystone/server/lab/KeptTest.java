package io.waystone.server.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptTest {

  @Test
  void oneThatFailsKeepsNothingOpen() {
    List<String> closed = new ArrayList<>();
    Kept kept = new Kept();
    kept.<AutoCloseable>keep(() -> closed.add("first"));
    kept.<AutoCloseable>keep(() -> {
      throw new IOException("second");
    });
    kept.<AutoCloseable>keep(() -> closed.add("third"));
    assertThatThrownBy(kept::close)
        .isInstanceOf(IllegalStateException.class)
        .satisfies(
            e -> assertThat(e.getSuppressed()).singleElement().asString().contains("second"));
    assertThat(closed).containsExactly("third", "first");
  }
}
