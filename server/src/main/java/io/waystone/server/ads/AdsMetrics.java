package io.waystone.server.ads;

import io.waystone.translator.envoy.ResourceType;

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
        public void sent(ResourceType type, int resources, long bytes) {}

        @Override
        public void refused(ResourceType type) {}

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
   * @param resources in it; removals are none
   * @param bytes of the whole response, as it is written
   */
  void sent(ResourceType type, int resources, long bytes);

  /** A client has refused a response. */
  void refused(ResourceType type);

  /**
   * The versions in quarantine have become more or less.
   *
   * @param versions how many there are now
   */
  void quarantined(int versions);
}
