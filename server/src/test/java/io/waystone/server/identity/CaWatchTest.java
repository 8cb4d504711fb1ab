package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(30)
class CaWatchTest {

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private final MadeCa root = MadeCa.root("root", clock.instant());
  private final AtomicInteger changes = new AtomicInteger();
  private final Logger log = (Logger) LoggerFactory.getLogger(CaWatch.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @BeforeEach
  void listen() {
    said.start();
    log.addAppender(said);
    log.setAdditive(false);
  }

  @AfterEach
  void leave() {
    log.detachAppender(said);
    log.setAdditive(true);
  }

  @Test
  void aChangeIsToldOnceAndABrokenOneKeepsTheCaAndIsSaidOnce() throws Exception {
    write(root.intermediate("first", clock.instant()));
    CertificateAuthority ca =
        CertificateAuthority.open(folder.resolve("ca"), "cluster.local", clock);
    String first = ca.fingerprint();
    CaWatch watch = new CaWatch(ca, Duration.ofMillis(5), changes::incrementAndGet);
    try {
      write(root.intermediate("second", clock.instant()));
      await().until(() -> changes.get() == 1);
      String second = ca.fingerprint();
      assertThat(second).isNotEqualTo(first);

      String key = Files.readString(folder.resolve("ca/ca-key.pem"));
      Files.writeString(folder.resolve("ca/ca-cert.pem"), "nonsense");
      await().until(() -> errors() == 1);
      Files.writeString(folder.resolve("ca/ca-cert.pem"), "");
      await().until(() -> errors() == 2);
      assertThat(ca.fingerprint()).isEqualTo(second);
      assertThat(changes).hasValue(1);

      write(root.intermediate("third", clock.instant()));
      await().until(() -> changes.get() == 2);
      assertThat(said.list.toString()).doesNotContain(key.lines().toList().get(1));
    } finally {
      watch.close();
    }
    write(root.intermediate("fourth", clock.instant()));
    assertThat(ca.refresh()).isTrue();
    assertThat(changes).hasValue(2);
  }

  private long errors() {
    return List.copyOf(said.list).stream()
        .filter(event -> event.getFormattedMessage().startsWith("The CA stays as it was. "))
        .count();
  }

  private void write(MadeCa signer) {
    signer.publish(
        folder.resolve("ca"), List.of(signer.certificate()), List.of(root.certificate()));
  }
}
