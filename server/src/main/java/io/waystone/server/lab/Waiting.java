package io.waystone.server.lab;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting that ends as I/O does: with a value or an IOException. */
final class Waiting {

  private Waiting() {}

  /** The future's value; its failure, a passed limit and an interrupt are IOExceptions. */
  static <T> T on(CompletableFuture<T> future, Duration limit, String what) throws IOException {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    } catch (TimeoutException e) {
      throw timedOut(what, limit);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(what + ": " + cause.getMessage(), cause);
    }
  }

  static SocketTimeoutException timedOut(String what, Duration limit) {
    return new SocketTimeoutException(what + ": nothing within " + limit.toMillis() + " ms");
  }

  /** Keeps the thread's interrupt, as the caller has to see it. */
  static IOException interrupted(String what, InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException io = new InterruptedIOException(what + ": interrupted");
    io.initCause(cause);
    return io;
  }
}
