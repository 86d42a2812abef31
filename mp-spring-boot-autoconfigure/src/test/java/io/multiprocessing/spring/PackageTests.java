package io.multiprocessing.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.multiprocessing.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageTests {

  /** Each package is a slice, the root too. */
  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.multiprocessing.(**)").should().beFreeOfCycles();

  /** The core's insides are its own. */
  @ArchTest
  static final ArchRule onlyPublicPackagesOfTheCoreAreUsed =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.multiprocessing.internal..");

  /** What runs in a worker loads as little as it can. */
  @ArchTest
  static final ArchRule theWorkerSideKnowsNothingOfTheApplicationSide =
      noClasses()
          .that()
          .resideInAPackage("io.multiprocessing.spring.worker")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.multiprocessing.spring",
              "io.multiprocessing.spring.offload",
              "io.multiprocessing.spring.metrics",
              "io.multiprocessing.spring.actuate");
}
