package io.waystone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waystone.server.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as the README promises it. */
@Tag("envoy")
final class DemoTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Set<Long> before = children();

  @Test
  void onceShowsTheSplitTheGetAndThePost() {
    Path folder = temp.resolve("demo");
    int code = demo("--once", "--folder", folder.toString());
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .contains("200 times GET")
        .containsPattern("reviews-v1 +1[5-9][0-9] .*the route says 90 %")
        .containsPattern("reviews-v2 +[0-9]+ .*the route says 10 %")
        .contains("because of default/reviews HTTPRoute spec.rules[0]")
        .containsPattern("GET /reviews/1 +as default/bookinfo-productpage +200\n")
        .contains("because of default/view-only AuthorizationPolicy spec.rules[0]")
        .containsPattern("POST /reviews/1 +as default/bookinfo-productpage +403\n")
        .containsPattern("GET /reviews/1 +as elsewhere/visitor +403\n")
        .contains("because no rule allows it: default/view-only AuthorizationPolicy spec.rules[0]")
        .contains("All as written");
    assertThat(code).isZero();
    assertThat(children()).isEqualTo(before);
    assertThat(folder.resolve("mesh/30-route.yaml")).exists();
  }

  @Test
  void anEditIsShown() throws Exception {
    Path folder = temp.resolve("demo");
    AtomicInteger code = new AtomicInteger(-1);
    Thread demo = Thread.ofPlatform().start(() -> code.set(demo("--folder", folder.toString())));
    try {
      awaitSaid("Ctrl-C ends it.");
      edit(folder.resolve("mesh/30-route.yaml"), "weight: 90", "weight: 10");
      awaitSaid("the route says 50 %");
      edit(folder.resolve("mesh/40-policy.yaml"), "methods: [GET]", "methods: [POST]");
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(out.toString())
                  .containsPattern("POST /reviews/1 +as default/bookinfo-productpage +200\n")
                  .containsPattern("\n +GET /reviews/1 +as default/bookinfo-productpage +403\n"));
    } finally {
      demo.interrupt();
      demo.join(LIMIT);
    }
    assertThat(demo.isAlive()).isFalse();
    assertThat(code).hasValue(0);
    assertThat(err.toString()).isEmpty();
    assertThat(children()).isEqualTo(before);
  }

  private void awaitSaid(String text) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(out.toString()).contains(text));
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  private int demo(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "demo";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }

  private static Set<Long> children() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }
}
