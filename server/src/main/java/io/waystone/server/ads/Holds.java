package io.waystone.server.ads;

/** Says of a stream what has to wait, and how long something may. */
interface Holds {

  /** Whether something must be acknowledged before this entry goes. */
  boolean wait(Entry entry);

  /** When something that has to wait from now on goes anyway, a {@link System#nanoTime}. */
  long newDeadline();

  /** Whether that time has come; if not, the stream looks again then. */
  boolean over(long deadline);
}
