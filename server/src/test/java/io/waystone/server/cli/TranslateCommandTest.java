package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.ConfigDump;
import io.envoyproxy.envoy.admin.v3.EcdsConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.waystone.server.source.Directories;
import io.waystone.server.source.DocumentReader;
import io.waystone.translator.Translator;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Messages;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.WaypointKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslateCommandTest {

  private static final String DANGLING =
      """
      # A comment, so that the line is not the first.
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: dangling, namespace: default}
      spec:
        parentRefs: [{group: "", kind: Service, name: reviews}]
        rules:
          - backendRefs:
              - name: nowhere
                port: 9080
      """;

  private static final String MISSPELT =
      """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: {name: misspelt, namespace: default}
      spec:
        targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: default}]
        acton: DENY
      """;

  private static final String NEAR =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: near, namespace: default}
      spec: {clusterIP: 10.96.77.1, trafficDistribution: PreferSameZone, ports: [{name: http, port: 80}]}
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata: {name: near-1, namespace: default, labels: {kubernetes.io/service-name: near}}
      addressType: IPv4
      ports: [{name: http, port: 8080}]
      endpoints:
      - {addresses: [10.1.0.1], zone: z1}
      - {addresses: [10.1.0.2], zone: z2}
      """;

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"config-dump", "json", "yaml", "names", "status"})
  void printsTheSameBytesHoweverTheObjectsAreFiled(String output) throws IOException {
    String expected = translate(Cli.example(), output).out();
    assertThat(expected).endsWith("\n").contains("reviews");
    List<String> texts = new ArrayList<>(Cli.exampleTexts());
    Collections.shuffle(texts, new Random(1));
    for (int i = 0; i < texts.size(); i++) {
      Path under = Files.createDirectories(folder.resolve("files").resolve("d" + (i % 2)));
      Files.writeString(under.resolve((9 - i) + ".yaml"), texts.get(i));
    }
    assertThat(translate(folder.resolve("files"), output).out()).isEqualTo(expected);
    String merged = String.join("\n---\n", texts);
    assertThat(translate(Files.writeString(folder.resolve("all.yml"), merged), output).out())
        .isEqualTo(expected);
    assertThat(Cli.withInput(merged, "translate", "-f", "-", "-o", output).out())
        .isEqualTo(expected);
  }

  /** Which policies decide for a port, in their order, and the way past them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "default/reviews",
        "default/reviews:9080",
        "reviews.default.svc.cluster.local",
        "reviews.default.svc.cluster.local:9080"
      })
  void decisionsForAPort(String port) {
    Cli result =
        Cli.run("translate", "-f", Cli.example().toString(), "-o", "decisions", "--port", port);
    assertThat(result.code()).isZero();
    assertThat(result.out().replaceFirst("(?s)  bypass:.*", ""))
        .isEqualTo(
            """
            - port: reviews.default.svc.cluster.local:9080
              object: default/reviews Service
              waypoint: default/default
              requests:
                allow:
                - policy: default/view-only AuthorizationPolicy
                  rules:
                  - ns[default]-policy[view-only]-rule[0]
                otherwise: denied
            """);
    assertThat(result.out()).contains("PodsAcceptOthers", "reviews-by-waypoint-only");
  }

  @ParameterizedTest
  @CsvSource({
    "decisions, default/none, 1, no waypoint has the port",
    "decisions, default/reviews:80, 1, 'there are: [reviews-v1.default.svc.cluster.local:9080'",
    "decisions, default/reviews:http, 2, is not HOST:PORT",
    "status, default/reviews, 2, --port is for -o decisions",
  })
  void aPortThatIsNotThere(String output, String port, int code, String said) {
    Cli result = Cli.run("translate", "-f", Cli.example().toString(), "-o", output, "--port", port);
    assertThat(result.code()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(said);
  }

  @Test
  void theExampleIsValid() {
    Cli cli = translate(Cli.example(), "names");
    assertThat(cli.code()).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out()).contains("inbound-vip|9080|http|reviews.default.svc.cluster.local");
  }

  @Test
  void aConfigDumpIsOneOfEnvoysOwn() throws InvalidProtocolBufferException {
    JsonFormat.TypeRegistry.Builder types = JsonFormat.TypeRegistry.newBuilder();
    for (Message message :
        List.of(
            ClustersConfigDump.getDefaultInstance(),
            EndpointsConfigDump.getDefaultInstance(),
            ListenersConfigDump.getDefaultInstance(),
            RoutesConfigDump.getDefaultInstance(),
            EcdsConfigDump.getDefaultInstance(),
            Struct.getDefaultInstance())) {
      types.add(message.getDescriptorForType());
    }
    typesOfTheExample().forEach(types::add);
    ConfigDump.Builder dump = ConfigDump.newBuilder();
    JsonFormat.parser()
        .usingTypeRegistry(types.build())
        .merge(translate(Cli.example(), "config-dump").out(), dump);
    List<ListenersConfigDump.DynamicListener> listeners = new ArrayList<>();
    for (var config : dump.getConfigsList()) {
      if (config.is(ListenersConfigDump.class)) {
        listeners.addAll(config.unpack(ListenersConfigDump.class).getDynamicListenersList());
      }
    }
    assertThat(listeners)
        .extracting(ListenersConfigDump.DynamicListener::getName)
        .contains("connect_terminate", "reviews.default.svc.cluster.local|9080");
    assertThat(listeners).allMatch(listener -> listener.getActiveState().hasListener());
  }

  @Test
  void whatIsWrongIsSaidWithItsPlaceAndTheRestIsPrinted() throws IOException {
    Path file = Files.writeString(folder.resolve("dangling.yaml"), DANGLING);
    Path policy = Files.writeString(folder.resolve("policy.yaml"), MISSPELT);
    Cli cli =
        Cli.run(
            "translate",
            "-f",
            Cli.example().toString(),
            "-f",
            file.toString(),
            "-f",
            policy.toString(),
            "-o",
            "names");
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err().lines())
        .anySatisfy(line -> assertThat(line).contains("WS0107", file + ":9", "nowhere"))
        .anySatisfy(line -> assertThat(line).contains(policy + ":6", "acton", "action"));
    assertThat(cli.out()).contains("reviews.default.svc.cluster.local|9080");
  }

  @Test
  void anOlderEnvoyGetsWhatItHas() {
    String from = Cli.example().toString();
    assertThat(Cli.run("translate", "-f", from).out()).contains("\"envoy.hashable_string\"");
    Cli older = Cli.run("translate", "-f", from, "--dialect", "1.36");
    assertThat(older.code()).isZero();
    assertThat(older.out()).contains("\"envoy.string\"").doesNotContain("hashable_string");
    Cli unknown = Cli.run("translate", "-f", from, "--dialect", "1.12");
    assertThat(unknown.code()).isEqualTo(Main.USAGE);
    assertThat(unknown.err()).contains("\"1.12\" is none of [1.36, ", "standard]");
  }

  @Test
  void whatIsNearIsPreferredThere() throws IOException {
    Path file = Files.writeString(folder.resolve("near.yaml"), NEAR);
    String example = Cli.example().toString();
    String[] command = {"translate", "-f", example, "-f", file.toString(), "-o", "yaml"};
    String nowhere = Cli.run(command).out();
    assertThat(nowhere).contains("zone: z1", "zone: z2").doesNotContain("priority: 1");
    assertThat(Cli.run(with(command, "--locality", "r/z1")).out()).contains("priority: 1");
    assertThat(Cli.run(with(command, "--locality", "r/z9")).out()).isEqualTo(nowhere);
    Cli wrong = Cli.run(with(command, "--locality", "r"));
    assertThat(wrong.code()).isEqualTo(Main.USAGE);
    assertThat(wrong.err()).contains("\"r\" is not REGION/ZONE or REGION/ZONE/SUBZONE");
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void textThatIsNotYamlIsSaidWithItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.yaml"), "kind: [\nname: }\n");
    Cli cli = translate(file, "names");
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains("WS0001", file.toString(), "line 2");
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsSaid() {
    Cli cli = translate(folder.resolve("gone"), "names");
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains(folder.resolve("gone").toString());
  }

  @Test
  void oneWaypointCanBeNamed() {
    String all = translate(Cli.example(), "names").out();
    assertThat(
            Cli.run(
                    "translate",
                    "-f",
                    Cli.example().toString(),
                    "-o",
                    "names",
                    "--waypoint",
                    "default/default")
                .out())
        .isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default/other", "default", "a/b/c"})
  void aWaypointThatIsNotThereIsRefusedWithThoseThatAre(String waypoint) {
    Cli cli = Cli.run("translate", "-f", Cli.example().toString(), "--waypoint", waypoint);
    assertThat(cli.code()).isEqualTo(waypoint.equals("default/other") ? 1 : 2);
    assertThat(cli.err()).contains(waypoint);
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(Cli.run("translate").code()).isEqualTo(2);
    Cli format = Cli.run("translate", "-f", "x", "-o", "xml");
    assertThat(format.code()).isEqualTo(2);
    assertThat(format.err()).contains("xml", "config-dump", "names");
    assertThat(Cli.run("fly").code()).isEqualTo(2);
    Cli nothing = Cli.run();
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.err()).contains("translate", "serve", "bootstrap");
  }

  @ParameterizedTest
  @ValueSource(strings = {"translate", "serve", "bootstrap"})
  void helpHasExamplesAndExitCodes(String command) {
    Cli cli = Cli.run(command, "--help");
    assertThat(cli.code()).isZero();
    assertThat(cli.out()).contains("Examples:", "waystone " + command, "Exit codes:");
  }

  @Test
  void anotherProcessInAnotherLanguagePrintsTheSameBytes()
      throws IOException, InterruptedException {
    Path accented =
        Files.writeString(
            folder.resolve("accented.yaml"), DANGLING.replace("nowhere", "\"caf\u00e9-I\""));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Duser.language=tr", "-Duser.country=TR"));
    command.addAll(List.of("-Duser.timezone=Asia/Kathmandu", "-Dstdout.encoding=US-ASCII"));
    command.addAll(List.of("-Dfile.encoding=ISO-8859-1", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    List<String> arguments =
        List.of(
            "translate", "-f", Cli.example().toString(), "-f", accented.toString(), "-o", "yaml");
    command.addAll(arguments);
    Path errors = folder.resolve("errors");
    Process other = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try {
      String out = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(other.waitFor()).isEqualTo(1);
      Cli here = Cli.run(arguments.toArray(String[]::new));
      assertThat(out).isEqualTo(here.out());
      assertThat(Files.readString(errors)).endsWith(here.err());
    } finally {
      other.destroyForcibly();
    }
  }

  /** JSON names the types of what is nested; a reader must know them. */
  private static Set<Descriptors.Descriptor> typesOfTheExample() {
    Translator translator = new Translator(Mesh.DEFAULT);
    Translator.Edit edit = translator.edit();
    new ObjectTable()
        .take(
            Directories.readOnce(
                List.of(Cli.example().toString()),
                InputStream.nullInputStream(),
                new DocumentReader(Mesh.DEFAULT.rootNamespace())),
            edit);
    edit.apply();
    Set<Descriptors.Descriptor> types = new LinkedHashSet<>();
    for (Resource resource :
        translator.resources(
            new ViewKey(new WaypointKey("default", "default"), Dialect.STANDARD))) {
      Messages.collectTypes(
          Any.newBuilder()
              .setTypeUrl(resource.id().type().typeUrl())
              .setValue(resource.body())
              .build(),
          types);
    }
    return types;
  }

  private static Cli translate(Path from, String output) {
    return Cli.run("translate", "-f", from.toString(), "-o", output);
  }
}
