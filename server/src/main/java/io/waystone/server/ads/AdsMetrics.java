package io.waystone.server.ads;

/** Who counts what the streams do. Called by the threads of all streams; never waits, or throws. */
public interface AdsMetrics {

  /** Counts nothing. */
  AdsMetrics NONE =
      new AdsMetrics() {
        @Override
        public void opened() {}

        @Override
        public void closed() {}

        @Override
        public void sent(String type, int resources, long bytes) {}

        @Override
        public void refused(String type) {}

        @Override
        public void quarantined(int versions) {}
      };

  /** A client was let in, and its stream begins. */
  void opened();

  /** A stream that was {@link #opened} has ended, for whatever reason. */
  void closed();

  /**
   * A response is handed to the transport.
   *
   * @param type what its resources are, in a word: {@code cluster}
   * @param resources in it; removals are none
   * @param bytes of the whole response, as it is written
   */
  void sent(String type, int resources, long bytes);

  /**
   * A client has refused a response.
   *
   * @param type what its resources are, in a word: {@code cluster}
   */
  void refused(String type);

  /**
   * The versions in quarantine have become more or less.
   *
   * @param versions how many there are now
   */
  void quarantined(int versions);
}
