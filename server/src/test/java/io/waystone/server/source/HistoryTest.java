package io.waystone.server.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.input.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After any history of writes, truncations, deletions and renames, looked at at any time, the
 * objects are those of the last usable texts, and the changes that were delivered add up to them.
 */
class HistoryTest {

  private static final List<String> NAMES = List.of("a.yaml", "b.yaml", "s/c.yaml", "s/d.yaml");

  @TempDir Path root = Path.of("");

  private final Map<String, String> usable = new TreeMap<>();
  private final Map<ObjectRef, ReadResult> added = new HashMap<>();
  private final FileTable table = new FileTable(Texts.READER, LastGood.none());
  private final Holders holders = new Holders();
  private long time;
  private long writes;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatWasDeliveredIsWhatTheLastUsableTextsSay(long seed) throws IOException {
    Files.createDirectory(root.resolve("s"));
    Random random = new Random(seed);
    Walker walker = new Walker(List.of(root), () -> time);
    for (int round = 0; round < 30; round++) {
      // A file changes once between two rests: what was taken of more changes would be chance.
      Deque<String> names = new ArrayDeque<>(shuffled(random));
      while (!names.isEmpty()) {
        change(names, random);
        if (random.nextBoolean()) {
          time += random.nextLong(2 * Pending.STILL);
          look(walker);
        }
      }
      settle(walker);
      SourceUpdate fresh = fresh();
      assertThat(added).as("seed %d, round %d", seed, round).isEqualTo(fresh.changed());
      assertThat(holders.update(List.of(), true).problems()).isEqualTo(fresh.problems());
    }
  }

  private static List<String> shuffled(Random random) {
    List<String> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    return names.subList(0, random.nextInt(names.size() + 1));
  }

  private void change(Deque<String> names, Random random) throws IOException {
    String name = names.remove();
    int kind = random.nextInt(6);
    if (kind <= 1) {
      String text =
          Texts.namespaces("n", 1 + random.nextInt(4), "" + random.nextInt(3))
              + Texts.namespace("m" + random.nextInt(3), "" + random.nextInt(3));
      write(name, text);
      usable.put(name, text);
    } else if (kind == 2) {
      write(name, Texts.BROKEN);
    } else if (kind == 3) {
      write(name, "");
    } else if (kind == 4) {
      Files.deleteIfExists(root.resolve(name));
      usable.remove(name);
    } else if (!names.isEmpty()) {
      rename(name, names.remove());
    }
  }

  private void rename(String from, String to) throws IOException {
    if (Files.exists(root.resolve(from))) {
      String text = Files.readString(root.resolve(from));
      Files.move(root.resolve(from), root.resolve(to), StandardCopyOption.REPLACE_EXISTING);
      usable.remove(from);
      if (!text.isEmpty() && !text.equals(Texts.BROKEN)) {
        usable.put(to, text);
      }
    }
  }

  /** Each write has a time of its own, as it would if the clock of the test were the real one. */
  private void write(String name, String text) throws IOException {
    Path file = Files.writeString(root.resolve(name), text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(++writes));
  }

  private void settle(Walker walker) {
    look(walker);
    while (table.nextLook().isPresent()) {
      time += Duration.ofMillis(50).toNanos();
      look(walker);
    }
  }

  private void look(Walker walker) {
    table.take(walker.walk()).forEach((path, documents) -> holders.put(path.toString(), documents));
    SourceUpdate update = holders.update(List.of(), true);
    holders.delivered(update);
    added.putAll(update.changed());
    added.keySet().removeAll(update.removed());
  }

  private SourceUpdate fresh() {
    Holders fresh = new Holders();
    usable.forEach((name, text) -> {
      String source = root.resolve(name).toString();
      fresh.put(source, Texts.read(source, text).results());
    });
    return fresh.update(List.of(), true);
  }
}
