package io.waystone.translator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waystone.translator.generate.Draw;
import io.waystone.translator.generate.RandomHistory;
import io.waystone.translator.generate.RandomObjects;
import io.waystone.translator.generate.Slots;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same objects give the same bytes in every process, whatever its language and its hashes. */
class TwoProcessesTest {

  private static final int MESHES = 10;
  private static final List<String> NAMESPACES = List.of("a", "b");

  @Test
  void twoProcessesGiveTheSameBytes() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // In Turkish, the lower case of I is no i.
    command.addAll(List.of("-Duser.language=tr", "-Duser.country=TR"));
    command.addAll(List.of("-Duser.timezone=Asia/Kathmandu", "-Dfile.encoding=ISO-8859-1"));
    command.addAll(List.of("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=0"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(TwoProcessesTest.class.getName());
    Process other = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String text = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).isEqualTo(text());
      assertThat(other.waitFor()).isZero();
    } finally {
      other.destroyForcibly();
    }
  }

  /** What the other process does. */
  static void main() {
    System.out.writeBytes(text().getBytes(StandardCharsets.UTF_8));
  }

  private static String text() {
    StringBuilder text = new StringBuilder();
    for (int seed = 0; seed < MESHES; seed++) {
      Everything everything = Everything.fresh(objects(new Draw(seed)), Set.of());
      everything
          .views()
          .forEach((view, resources) ->
              resources
                  .values()
                  .forEach(resource ->
                      text.append(view)
                          .append(' ')
                          .append(resource.id())
                          .append(' ')
                          .append(resource.version())
                          .append(resource.links())
                          .append(resource.causes())
                          .append('\n')));
      text.append(everything.conditions()).append('\n');
      text.append(everything.diagnostics()).append('\n');
    }
    return text.toString();
  }

  private static List<MeshObject> objects(Draw draw) {
    List<ObjectRef> slots =
        Stream.concat(
                NAMESPACES.stream().flatMap(namespace -> Slots.in(namespace).stream()),
                Slots.ofMesh().stream())
            .toList();
    RandomHistory history = new RandomHistory(draw, new RandomObjects(draw, NAMESPACES), slots);
    history.most();
    return List.copyOf(history.now().values());
  }
}
