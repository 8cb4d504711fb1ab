package io.waystone.e2e;

import io.waystone.server.cli.ControlPlane;
import io.waystone.server.cli.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A control plane that can be replaced by another one at the same address. */
final class LabControlPlane implements AutoCloseable {

  private final Settings settings;
  private final InetSocketAddress ads;
  private ControlPlane now;
  private boolean running = true;

  private LabControlPlane(Settings settings, ControlPlane first) {
    this.settings = settings;
    this.now = first;
    this.ads = first.ads();
  }

  static LabControlPlane start(Settings settings) throws IOException {
    return new LabControlPlane(settings, new ControlPlane(settings));
  }

  /** The one that runs, or did so last. */
  ControlPlane now() {
    return now;
  }

  /** Returns when nobody listens at its address. */
  void stop() {
    if (running) {
      running = false;
      now.close();
    }
  }

  /** Another one, with the same state directory, where the last one was. */
  void startAgain() throws IOException {
    now =
        new ControlPlane(
            new Settings(
                settings.roots(),
                settings.mesh(),
                settings.state(),
                ads,
                settings.adsHosts(),
                settings.admin(),
                settings.ca(),
                settings.certificates(),
                settings.mode(),
                settings.timing(),
                settings.explain()));
    running = true;
  }

  @Override
  public void close() {
    stop();
  }
}
