package io.waystone.server.ads;

import com.google.common.base.Splitter;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.waystone.translator.envoy.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The version of a whole set, which has to say all of it: a client that comes back says no more
 * than that. Equal sets have equal versions in every process. That of secrets, which are few, lists
 * them, so that each can be judged by itself.
 */
final class SetVersion {

  private SetVersion() {}

  static String of(ResourceType type, SortedMap<String, Entry.Live> set) {
    return switch (type) {
      case SECRET ->
          set.entrySet().stream()
              .map(one -> one.getKey() + "=" + one.getValue().resource().version())
              .collect(Collectors.joining(","));
      case CLUSTER, ENDPOINTS, LISTENER, ROUTES, EXTENSION -> hash(set);
    };
  }

  private static String hash(SortedMap<String, Entry.Live> set) {
    Hasher hasher = Hashing.sha256().newHasher();
    set.forEach((name, entry) ->
        hasher
            .putString(name, StandardCharsets.UTF_8)
            .putByte((byte) 0)
            .putString(entry.resource().version(), StandardCharsets.UTF_8)
            .putByte((byte) 0));
    return hasher.hash().toString();
  }

  /** The versions of secrets by name, from the version of their set; nothing if it is none. */
  static Map<String, String> secrets(String version) {
    return Splitter.on(',')
        .splitToStream(version)
        .filter(one -> one.indexOf('=') > 0)
        .collect(
            Collectors.toMap(
                one -> one.substring(0, one.indexOf('=')),
                one -> one.substring(one.indexOf('=') + 1),
                (one, _) -> one));
  }
}
