package io.waystone.translator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.Tree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the translator's rooms, and that it is pure. */
class HouseTest {

  private static final String HOUSE = "io.waystone.translator";

  /** A package, and those that it may know. */
  record Room(String name, Set<String> knows) {}

  private static final List<Room> ROOMS =
      List.of(
          new Room("graph", Set.of()),
          new Room("input", Set.of("graph")),
          new Room("mesh", Set.of("graph", "input")),
          new Room("wire", Set.of()),
          new Room("envoy", Set.of("graph", "input", "mesh", "wire")),
          new Room("ztunnel", Set.of("graph", "input", "mesh", "wire")),
          new Room("explain", Set.of("graph", "input", "mesh", "envoy")),
          new Room("render", Set.of("graph", "input", "mesh", "envoy", "ztunnel")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HOUSE);

  static List<Room> rooms() {
    return ROOMS;
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomKnowsOnlyTheRoomsBeforeIt(Room room) {
    String[] others =
        ROOMS.stream()
            .map(Room::name)
            .filter(other -> !other.equals(room.name()) && !room.knows().contains(other))
            .map(HouseTest::inside)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(inside(room.name()))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .because("arrows go one way, and %s may know %s only".formatted(room.name(), room.knows()))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyRoomHasItsArrows() {
    assertThat(
            CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(HOUSE + "."))
                .map(name -> name.substring(HOUSE.length() + 1).replaceFirst("\\..*", ""))
                .collect(toSet()))
        .as("rooms that the table of arrows must have")
        .isSubsetOf(ROOMS.stream().map(Room::name).toList());
  }

  @Test
  void theGraphKnowsNothingOfMeshes() {
    noClasses()
        .that()
        .resideInAPackage(inside("graph"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.envoyproxy..", "com.google.protobuf..", "org.snakeyaml..")
        .because("it memoises functions, whatever they compute")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theMeshNeverMentionsEnvoy() {
    noClasses()
        .that()
        .resideInAnyPackage(inside("input"), inside("mesh"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.envoyproxy..", "com.google.protobuf..")
        .because("whoever wants to know what a policy means reads mesh, not how Envoy spells it")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void envoyNeverReadsAnInputObject() {
    noClasses()
        .that()
        .resideInAnyPackage(inside("envoy"), inside("ztunnel"))
        .should()
        .dependOnClassesThat(anInputObjectOrPartOfOne())
        .because("it spells what mesh has decided; of input it knows causes and plain values")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theTranslatorKnowsNoKubernetesClientAndNoServer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "io.kubernetes..", "io.grpc..", "io.waystone.server..")
        .because("it runs offline as well, and input reads every kind from plain trees")
        .check(CLASSES);
  }

  @Test
  void theTranslatorDoesNotTouchTheWorld() {
    noClasses()
        .should()
        .dependOnClassesThat(touchTheWorld())
        .because("the same objects give the same bytes: no files, no sockets, no threads")
        .check(CLASSES);
  }

  @Test
  void theTranslatorAsksNoClockAndTakesNoChance() {
    noClasses()
        .should()
        .callMethodWhere(target(owner(resideInAPackage("java.."))).and(target(ofClockOrChance())))
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .because("the same objects give the same bytes, whenever and wherever")
        .check(CLASSES);
  }

  @Test
  void messagesAreSerialisedInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(HOUSE + ".wire.Canonical")
        .should()
        .callMethodWhere(
            target(owner(assignableTo(MessageLite.class)))
                .and(
                    target(nameMatching("pack|toByteString|toByteArray|writeTo|writeDelimitedTo"))))
        .because("these do not give the same bytes for the same maps; wire.Canonical does")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
        .as("NullAway passes over packages that are not @NullMarked")
        .allSatisfy(
            room -> assertThat(room.isAnnotatedWith(NullMarked.class)).as(room.getName()).isTrue());
  }

  @Test
  void testsRunOnTheJavaThatIsBuiltFor() {
    assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(25);
  }

  private static String inside(String room) {
    return HOUSE + "." + room + "..";
  }

  private static DescribedPredicate<JavaClass> anInputObjectOrPartOfOne() {
    return describe(
        "are input objects, parts of them or the tree they are read from",
        type ->
            Stream.iterate(Optional.of(type), Optional::isPresent, o -> o.get().getEnclosingClass())
                .flatMap(Optional::stream)
                .anyMatch(c -> c.isAssignableTo(MeshObject.class) || c.isEquivalentTo(Tree.class)));
  }

  private static DescribedPredicate<JavaClass> touchTheWorld() {
    return resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http..")
        .or(nameMatching("java\\.io\\.(File|RandomAccessFile|Console).*"))
        .or(nameMatching("java\\.net\\.(.*Socket.*|URL|.*URLConnection)"))
        .or(nameMatching("java\\.lang\\.(Thread|ThreadLocal|Process|ProcessBuilder|Runtime)"))
        .or(nameMatching("java\\.util\\.concurrent\\.(Execut|ForkJoin|Completable|locks).*"))
        .or(nameMatching("java\\.util\\.Timer|java\\.time\\.(Clock|InstantSource)"))
        .or(nameMatching("java\\.util\\.(Random|SplittableRandom)|java\\.security\\.SecureRandom"))
        .as("touch the world");
  }

  private static DescribedPredicate<HasName> ofClockOrChance() {
    return nameMatching("now|currentTimeMillis|nanoTime|random|randomUUID")
        .or(nameMatching("getenv|getProperty|getByName|getAllByName|getLocalHost|isReachable"))
        .or(nameMatching("parallel|parallelStream|identityHashCode"))
        .as("of a clock, of the environment or of chance");
  }
}
