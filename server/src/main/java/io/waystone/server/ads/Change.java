package io.waystone.server.ads;

/** The last change of one name, in the order of all changes. */
interface Change {

  String name();

  /** Its place in the order; a later change has a greater one. */
  long place();

  /** Whether there is nothing of that name any more. */
  boolean isRemoval();
}
