package io.waystone.translator.golden;

import static io.waystone.translator.golden.IstiodDump.find;
import static io.waystone.translator.golden.IstiodDump.names;
import static io.waystone.translator.golden.IstiodDump.read;
import static io.waystone.translator.golden.IstiodDump.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.waystone.translator.Translator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What we tell ztunnel of objects, field by field beside what istiod sent for the same ones. A
 * difference is either meant, and then it is listed with its reason, or it is a fault.
 */
class IstiodZtunnelTest {

  /** It is in every cluster; its object is not among ours. */
  private static final String OF_THE_API_SERVER = "default/kubernetes.default.svc.cluster.local";

  private static final String WAYPOINT = "Kubernetes//Pod/default/default-7c9d8f6b5-x2x4z";

  private static final JsonArray ADDRESSES = read("addresses.json");
  private static final JsonArray AUTHORIZATIONS = read("authorizations.json");

  private static final Translator OURS =
      new GoldenCase("istiod", text("ztunnel.yaml")).translate().translator();

  static Stream<String> addresses() {
    return names(ADDRESSES, "name").filter(name -> !name.equals(OF_THE_API_SERVER));
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void workloadsAndServices(String name) {
    JsonObject ours =
        Optional.ofNullable(OURS.addresses().get(name))
            .map(made -> Fields.json(made.value().message()))
            .orElseThrow();
    Differences meant = Differences.none();
    if (name.equals(WAYPOINT)) {
      String ports = "workload.services.default/default.default.svc.cluster.local.ports";
      meant.and(ports, "sorted, and not in the order in which the Service has them");
    }
    meant.between(find(ADDRESSES, "name", name).get("resource"), ours);
  }

  @Test
  void thereAreNoOthers() {
    assertThat(OURS.addresses().keySet()).isEqualTo(sorted(addresses()));
  }

  static Stream<String> authorizations() {
    return names(AUTHORIZATIONS, "name");
  }

  @ParameterizedTest
  @MethodSource("authorizations")
  void whoMayConnect(String name) {
    JsonObject ours =
        Optional.ofNullable(OURS.authorizations().get(name))
            .map(made -> Fields.json(made.value().message()))
            .orElseThrow();
    Differences.none().between(find(AUTHORIZATIONS, "name", name).get("resource"), ours);
  }

  private static Set<String> sorted(Stream<String> names) {
    Set<String> sorted = new TreeSet<>();
    names.forEach(sorted::add);
    return sorted;
  }
}
