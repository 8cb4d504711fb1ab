package io.waystone.server.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for events in folders. Events are hints and may be lost (queues overflow, network folders
 * have none, the system has limits), so that nothing but speed depends on them.
 */
final class Watch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final Optional<WatchService> service = open();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<Path, Registration> registrations = new HashMap<>();
  private boolean failed;

  /** A folder at a path may be another one than before, of which the old key hears nothing. */
  private record Registration(Object inode, WatchKey key) {}

  /**
   * Watches these folders, and no others.
   *
   * @return whether one is new: what happened in it before was not heard
   */
  boolean cover(Set<Path> folders) {
    Set<Path> old = new HashSet<>(registrations.keySet());
    old.removeAll(folders);
    old.forEach(this::cancel);
    boolean isNew = false;
    for (Path folder : folders) {
      isNew |= service.isPresent() && register(service.get(), folder);
    }
    return isNew;
  }

  /** Waits for an event; returns early when one comes or when this is closed. */
  void await(Duration longest) throws InterruptedException {
    if (service.isEmpty()) {
      pause(longest);
      return;
    }
    try {
      Optional<WatchKey> key =
          Optional.ofNullable(service.get().poll(longest.toNanos(), TimeUnit.NANOSECONDS));
      while (key.isPresent()) {
        key.get().pollEvents();
        key.get().reset();
        key = Optional.ofNullable(service.get().poll());
      }
    } catch (ClosedWatchServiceException _) {
      // Closed: the caller looks.
    }
  }

  /** Waits, whatever happens in the folders; returns early only when this is closed. */
  void pause(Duration time) throws InterruptedException {
    boolean _ = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
    service.ifPresent(open -> {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("The watch service did not close", e);
      }
    });
  }

  private Optional<WatchService> open() {
    try {
      return Optional.of(FileSystems.getDefault().newWatchService());
    } catch (IOException e) {
      LOG.warn("No events of files, so changes are seen by polling only: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private boolean register(WatchService open, Path folder) {
    try {
      Object inode = Optional.ofNullable(Files.getAttribute(folder, "fileKey")).orElse(folder);
      Optional<Registration> old = Optional.ofNullable(registrations.get(folder));
      if (old.filter(r -> r.inode().equals(inode) && r.key().isValid()).isPresent()) {
        return false;
      }
      cancel(folder);
      WatchKey key =
          folder.register(
              open,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_DELETE,
              StandardWatchEventKinds.ENTRY_MODIFY);
      registrations.put(folder, new Registration(inode, key));
      return true;
    } catch (IOException e) {
      if (!failed && Files.isDirectory(folder)) {
        failed = true;
        LOG.warn("No events of {}, so changes are seen by polling: {}", folder, e.getMessage());
      }
      return false;
    } catch (ClosedWatchServiceException _) {
      return false;
    }
  }

  private void cancel(Path folder) {
    Optional.ofNullable(registrations.remove(folder)).ifPresent(old -> old.key().cancel());
  }
}
