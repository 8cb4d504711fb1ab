package io.waystone.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows between the modules and between the server's rooms. */
class HouseTest {

  private static final String HOUSE = "io.waystone.server";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.waystone");

  @Test
  void roomsDoNotKnowEachOther() {
    slices()
        .matching(HOUSE + ".(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(resideInAPackage(HOUSE + ".cli.."), resideInAPackage(HOUSE + ".."))
        .because("server.cli puts them together, and each can be read and tested by itself")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandKnowsTheRooms() {
    noClasses()
        .that()
        .resideInAPackage(HOUSE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(HOUSE + ".*..")
        .because("what the rooms share lies above them and knows none")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theLabIsTheCommandsAlone() {
    classes()
        .that()
        .resideInAPackage(HOUSE + ".lab..")
        .should()
        .onlyHaveDependentClassesThat()
        .resideInAnyPackage(HOUSE + ".lab..", HOUSE + ".cli..")
        .because("backends and clients for a demo are no part of a control plane")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theTranslatorDoesNotKnowTheServer() {
    noClasses()
        .that()
        .resideOutsideOfPackage(HOUSE + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(HOUSE + "..")
        .because("arrows go one way: server, translator, api-protos")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theWireFormatsKnowNothing() {
    noClasses()
        .that()
        .resideInAPackage("io.waystone.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.waystone.translator..", HOUSE + "..")
        .because("arrows go one way: server, translator, api-protos")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES.stream().filter(resideInAPackage(HOUSE + "..")).map(JavaClass::getPackage))
        .as("NullAway passes over packages that are not @NullMarked")
        .allSatisfy(
            room -> assertThat(room.isAnnotatedWith(NullMarked.class)).as(room.getName()).isTrue());
  }
}
