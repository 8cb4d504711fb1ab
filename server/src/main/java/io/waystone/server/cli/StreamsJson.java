package io.waystone.server.cli;

import com.google.common.base.Ascii;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.waystone.server.ads.StreamState;
import io.waystone.server.ads.ZtunnelState;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/** The streams of the proxies, as JSON. */
final class StreamsJson {

  private StreamsJson() {}

  static String of(List<StreamState> streams, List<ZtunnelState> ztunnels) {
    JsonArray all = new JsonArray();
    streams.forEach(stream -> all.add(stream(stream)));
    ztunnels.forEach(stream -> all.add(stream(stream)));
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n";
  }

  private static JsonObject stream(StreamState stream) {
    JsonObject object = new JsonObject();
    object.addProperty("stream", stream.stream());
    object.addProperty("waypoint", stream.waypoint().toString());
    object.addProperty("node", stream.node());
    object.add("types", types(stream.types()));
    return object;
  }

  private static JsonObject stream(ZtunnelState stream) {
    JsonObject object = new JsonObject();
    object.addProperty("stream", stream.stream());
    object.addProperty("ztunnel", stream.peer().account());
    object.addProperty("on_node", stream.peer().node().orElse(""));
    object.addProperty("node", stream.node());
    object.add("types", types(stream.types()));
    return object;
  }

  private static JsonObject types(SortedMap<? extends Enum<?>, StreamState.OfType> types) {
    JsonObject object = new JsonObject();
    types.forEach((type, state) -> object.add(Ascii.toLowerCase(type.name()), type(state)));
    return object;
  }

  private static JsonObject type(StreamState.OfType state) {
    JsonObject object = new JsonObject();
    object.addProperty("all", state.all());
    object.add("names", names(state.names()));
    object.addProperty("acknowledged_revision", state.ackedRevision());
    object.add("in_flight", names(state.inFlight()));
    object.add("held_back", names(state.heldBack()));
    object.add("draining", names(state.draining()));
    JsonObject refused = new JsonObject();
    state
        .refused()
        .forEach((name, refusal) -> {
          JsonObject one = new JsonObject();
          one.addProperty("version", refusal.version());
          one.addProperty("error", refusal.error());
          refused.add(name, one);
        });
    object.add("refused", refused);
    return object;
  }

  private static JsonArray names(Collection<String> names) {
    JsonArray array = new JsonArray();
    names.forEach(array::add);
    return array;
  }
}
