package io.waystone.e2e.bench;

import io.waystone.e2e.bench.ClientOrder.Armed;
import io.waystone.e2e.bench.ClientOrder.Arrived;
import io.waystone.e2e.bench.ClientOrder.Expected;
import io.waystone.server.identity.Credentials;
import io.waystone.server.lab.Kept;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A control plane in its process and clients in theirs, on a mesh whose model is here. */
final class Stage implements AutoCloseable {

  private static final List<String> CLIENTS_JVM = List.of("-XX:+UseSerialGC", "-Xmn256m");
  private static final Duration TTL = Duration.ofHours(12);

  private final Kept kept = new Kept();
  private final MeshText mesh;
  private final int streams;
  private final Model model;
  private final Server server;
  private final Child clients;

  /**
   * Starts both processes.
   *
   * @param home an empty folder for state and logs
   * @param files a folder that the source reads; none for a source that is told everything
   */
  Stage(MeshText mesh, int streams, Path home, Path... files) throws IOException {
    this.mesh = mesh;
    this.streams = streams;
    try {
      server = kept.keep(new Server(home, files));
      clients = kept.keep(Child.start(ClientsMain.class, home, CLIENTS_JVM, List.of()));
      model = new Model(mesh);
    } catch (IOException | RuntimeException e) {
      kept.close();
      throw e;
    }
  }

  /** Gives the mesh to the source; how long it takes until proxies can be answered. */
  Duration load() throws IOException {
    return server.load(mesh);
  }

  /** The control plane. */
  Server server() {
    return server;
  }

  /**
   * What the streams got, and when.
   *
   * @param nanos for each event, from it to the last stream's last byte
   * @param bytes for each stream, on average
   * @param responses for each stream, on average
   */
  record Delivery(List<Long> nanos, long bytes, long responses) {

    /** From the only event to the last stream's last byte. */
    long nano() {
      return nanos.getFirst();
    }
  }

  /** Connects all streams, in place of those there were. */
  Delivery connect() throws IOException {
    Credentials credentials = new Credentials(server.ca(), Clock.systemUTC());
    List<String> tokens =
        IntStream.range(0, streams)
            .mapToObj(i -> credentials.issue(MeshText.waypoint(i % mesh.waypoints()), TTL).reveal())
            .toList();
    Map<Integer, List<List<Expected>>> all = new HashMap<>();
    IntStream.range(0, Math.min(streams, mesh.waypoints()))
        .forEach(waypoint -> all.put(waypoint, List.of(model.all(waypoint))));
    ClientOrder.Connect order =
        new ClientOrder.Connect(
            server.port(),
            server.ca().rootPem(),
            tokens,
            mesh.waypoints(),
            new ClientOrder.Await(all, streams));
    return delivery(List.of(clients.ask(order, Armed.class).at()), streams);
  }

  /** Something that makes a change happen, and says when it did. */
  @FunctionalInterface
  interface Event {
    long happen(Change change) throws IOException;
  }

  /** Makes a change as one event of the source, and waits until all streams have it. */
  Delivery change(Change change, Model.Effect effect, int waypoint) throws IOException {
    return change(change, effect, waypoint, one -> server.deliver(List.of(one), 0).getFirst());
  }

  /** The same with another kind of event. */
  Delivery change(Change change, Model.Effect effect, int waypoint, Event event)
      throws IOException {
    await(waypoint, List.of(effect.expected()));
    return delivery(List.of(event.happen(change)), streamsOf(waypoint));
  }

  /** Makes two changes, the second one so many nanoseconds after the first. */
  Delivery changes(Change first, Change second, long gap, int waypoint) throws IOException {
    List<Expected> ofFirst = new ArrayList<>(model.apply(first, waypoint).expected());
    List<Expected> ofSecond = model.apply(second, waypoint).expected();
    // What both change need never be seen as only the first has it.
    List<String> twice = ofSecond.stream().map(one -> one.type() + one.name()).toList();
    ofFirst.removeIf(one -> twice.contains(one.type() + one.name()));
    await(waypoint, List.of(ofFirst, ofSecond));
    return delivery(server.deliver(List.of(first, second), gap), streamsOf(waypoint));
  }

  private void await(int waypoint, List<List<Expected>> groups) throws IOException {
    if (groups.stream().anyMatch(List::isEmpty)) {
      throw new IllegalStateException("a change that sends nothing");
    }
    clients.ask(new ClientOrder.Await(Map.of(waypoint, groups), streamsOf(waypoint)), Armed.class);
  }

  private Delivery delivery(List<Long> events, int receivers) throws IOException {
    Arrived arrived = clients.next(Arrived.class);
    if (arrived.ended() > 0) {
      throw new IOException(arrived.ended() + " streams were ended");
    }
    return new Delivery(
        IntStream.range(0, events.size())
            .mapToObj(i -> arrived.last().get(i) - events.get(i))
            .toList(),
        arrived.bytes() / receivers,
        arrived.responses() / receivers);
  }

  /** How many streams a waypoint has. */
  int streamsOf(int waypoint) {
    return (streams - waypoint + mesh.waypoints() - 1) / mesh.waypoints();
  }

  /** What the changes of this mesh do. */
  Model model() {
    return model;
  }

  @Override
  public void close() {
    kept.close();
  }
}
