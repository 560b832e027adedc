package org.isobath.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may depend on whom among the jobs; the rooms below have their own test in udfs. */
@AnalyzeClasses(packages = "org.isobath", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  /** Jobs meet in tables only. */
  @ArchTest
  static final ArchRule noJobUsesAnother =
      slices().matching("org.isobath.jobs.(*)..").should().notDependOnEachOther();

  @ArchTest
  static void onlyTheListOfVerbsKnowsTheJobs(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAPackage("org.isobath.jobs")
        .and()
        .doNotHaveFullyQualifiedName(Verb.class.getName())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.isobath.jobs.*..")
        .check(classes);
  }

  @ArchTest
  static void nativeLibrariesAreReachedThroughTheirRooms(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAPackage("org.isobath.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.onnxruntime..", "org.bytedeco..")
        .check(classes);
  }

  @ArchTest
  static void theLibraryKnowsNoJob(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAPackage("org.isobath..")
        .and()
        .resideOutsideOfPackage("org.isobath.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.isobath.jobs..")
        .check(classes);
  }
}
