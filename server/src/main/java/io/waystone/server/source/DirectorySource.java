package io.waystone.server.source;

import io.waystone.translator.input.ReadResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files and folders of YAML, watched. Folders are walked with all below them; {@code *.yaml},
 * {@code *.yml} and {@code *.json} are read, except hidden names and {@code *~}; links are
 * followed. Events and a poll every 2 s are only hints to look at the whole tree again; one look is
 * one batch.
 *
 * <p>A file is taken when its size and time have stood still for 50 ms and are the same before and
 * after reading: a reader that reacts to each event sees valid beginnings of a file that is being
 * written, and loses objects. Files in a folder that is swapped as a whole are taken together. Text
 * that cannot be used (it does not parse, is not UTF-8, is larger than 32 MiB), and a file that was
 * emptied, leave that file's objects as last read; only a file that is deleted takes its objects
 * along. A root that is gone keeps all its objects.
 *
 * <p>What cannot be known: whether a writer that pauses for more than 50 ms has finished; what it
 * has written until then is taken if it parses. Write to another name and rename it over the file,
 * then a change is whole however slow it is written. Nor is a change seen that leaves size, inode
 * and time as they are, as file systems with times in whole seconds allow. And of a volume that is
 * unmounted below a root (not at it), nothing remains that tells it from deleted files.
 */
public final class DirectorySource implements Source {

  private static final Logger LOG = LoggerFactory.getLogger(DirectorySource.class);
  private static final Duration POLL = Duration.ofSeconds(2);

  /** Events that change nothing, such as those of hidden files, cause no more looks than this. */
  private static final Duration GAP = Duration.ofMillis(10);

  private final Walker walker;
  private final FileTable table;
  private final Holders holders = new Holders();
  private final Watch watch = new Watch();
  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private Optional<SourceUpdate> last = Optional.empty();

  /**
   * Watches these roots once it is started.
   *
   * @param roots files and folders; one that does not exist (yet) is a problem, not an exception
   * @param stateDirectory where the last usable texts are kept for a restart, in {@code
   *     last-good/}; empty to keep none
   */
  public DirectorySource(List<Path> roots, Optional<Path> stateDirectory, DocumentReader reader) {
    walker = new Walker(roots, System::nanoTime);
    table = new FileTable(reader, stateDirectory.map(LastGood::in).orElseGet(LastGood::none));
  }

  @Override
  public void start(Listener listener) {
    Thread loop = Thread.ofVirtual().name("source-directory").unstarted(() -> run(listener));
    if (watch.isClosed() || !thread.compareAndSet(null, loop)) {
      throw new IllegalStateException("a source starts once");
    }
    loop.start();
  }

  @Override
  public void close() {
    watch.close();
    Optional.ofNullable(thread.get())
        .filter(loop -> loop != Thread.currentThread())
        .ifPresent(DirectorySource::join);
  }

  private void run(Listener listener) {
    try {
      while (!watch.isClosed()) {
        try {
          look(listener);
        } catch (RuntimeException e) {
          LOG.error("A look at the folders failed; trying again", e);
          watch.pause(POLL);
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("Interrupted, so ending");
    }
  }

  private void look(Listener listener) throws InterruptedException {
    Walk walk = walker.walk();
    boolean isUnheard = watch.cover(walk.folders());
    Map<Path, List<ReadResult>> taken = table.take(walk);
    taken.forEach((path, documents) -> holders.put(path.toString(), documents));
    deliver(listener);
    rest(walk, isUnheard);
  }

  /** The first update waits for all that comes to rest; later ones for nothing. */
  private void deliver(Listener listener) {
    if (watch.isClosed() || (last.isEmpty() && !table.isSettled())) {
      return;
    }
    SourceUpdate update = holders.update(table.problems(), table.isComplete());
    if (last.filter(before -> !isNews(before, update)).isEmpty()) {
      listener.update(update);
      holders.delivered(update);
      last = Optional.of(update);
    }
  }

  private static boolean isNews(SourceUpdate before, SourceUpdate now) {
    return !now.changed().isEmpty()
        || !now.removed().isEmpty()
        || !now.problems().equals(before.problems())
        || now.complete() != before.complete();
  }

  /** Waits until the next look is due; a large tree is looked at a quarter of the time at most. */
  private void rest(Walk walk, boolean isUnheard) throws InterruptedException {
    long least = Math.max(GAP.toNanos(), 3 * (walk.ended() - walk.started()));
    if (isUnheard) {
      watch.pause(Duration.ofNanos(least));
    } else if (table.nextLook().isPresent()) {
      long due = table.nextLook().getAsLong() - System.nanoTime();
      watch.pause(Duration.ofNanos(Math.clamp(due, least, POLL.toNanos())));
    } else {
      watch.pause(Duration.ofNanos(least));
      watch.await(POLL);
    }
  }

  private static void join(Thread loop) {
    try {
      loop.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
