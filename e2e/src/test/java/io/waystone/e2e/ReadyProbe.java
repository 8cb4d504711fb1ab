package io.waystone.e2e;

import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HboneEndpoint;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a waypoint that is starting whether it is ready, and from then on sends requests. */
record ReadyProbe(InetAddress address, LabIdentities identities, String waypoint) {

  private static final Pattern BIND = Pattern.compile("WAYSTONE_BIND: \"([0-9.]+):15008\"");
  private static final Pattern GATEWAY = Pattern.compile("GATEWAY: \"(\\w+)\"");
  private static final Pattern NAMESPACE = Pattern.compile("NAMESPACE: \"(\\w+)\"");
  private static final int HBONE = 15008;
  private static final String READINESS = ":15021/healthz/ready";
  private static final int LIMIT_MILLIS = 1_000;
  private static final int REQUESTS = 400;

  /** For the Envoy of this bootstrap. */
  static ReadyProbe of(String bootstrap, LabIdentities identities) {
    return new ReadyProbe(
        InetAddress.ofLiteral(found(BIND, bootstrap)),
        identities,
        LabIdentities.id(found(NAMESPACE, bootstrap), found(GATEWAY, bootstrap)));
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no " + pattern + " in the bootstrap");
    }
    return matcher.group(1);
  }

  /**
   * Waits until it is ready, and sends a GET to each of some of these, by chance.
   *
   * @return how often each status was answered
   */
  Map<Integer, Integer> get(List<String> authorities) throws IOException {
    Random random = new Random();
    long seed = random.nextLong();
    random.setSeed(seed);
    System.out.println("requests once ready: seed " + seed);
    long deadline = System.nanoTime() + Talks.LIMIT.multipliedBy(3).toNanos();
    while (!ready()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("not ready: " + address);
      }
      LockSupport.parkNanos(1_000_000);
    }
    Map<Integer, Integer> statuses = new TreeMap<>();
    try (HboneClient client =
        new HboneClient(
            identities.issue("team-a", "probe"),
            new HboneEndpoint(new InetSocketAddress(address, HBONE), waypoint))) {
      for (int i = 0; i < REQUESTS; i++) {
        String authority = authorities.get(random.nextInt(authorities.size()));
        int connect = Talks.connect(client, authority);
        int status = connect == 200 ? Talks.get(client, authority) : connect;
        statuses.merge(status, 1, Integer::sum);
      }
    }
    return statuses;
  }

  private boolean ready() {
    try {
      HttpURLConnection probe =
          (HttpURLConnection)
              URI.create("http://" + address.getHostAddress() + READINESS).toURL().openConnection();
      probe.setConnectTimeout(LIMIT_MILLIS);
      probe.setReadTimeout(LIMIT_MILLIS);
      return probe.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }
}
