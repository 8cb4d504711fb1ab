package io.waystone.server.ads;

/** Where a stream of the delta form stands in the list of changes of a source. */
sealed interface Progress {

  /** Nothing read yet. */
  record Starting() implements Progress {

    @Override
    public boolean reaches(long place) {
      return false;
    }

    @Override
    public long passed() {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Reading.
   *
   * @param start removals up to here concern nothing that this client has
   * @param position what is up to here was sent, or is an exception
   */
  record Following(long start, long position) implements Progress {

    @Override
    public boolean reaches(long place) {
      return position >= place;
    }

    @Override
    public long passed() {
      return Math.max(start, position);
    }

    Following at(long place) {
      return new Following(start, place);
    }

    /** Everything that is there comes once more. */
    Following fromTheBeginning() {
      return new Following(passed(), 0);
    }
  }

  /** Whether the change at this place was sent, or is an exception. */
  boolean reaches(long place);

  /** The place up to which no removal is needed any more. */
  long passed();
}
