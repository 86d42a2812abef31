package io.multiprocessing.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.List;

/** The floors of mp-core: arrows point down only, and the parent's side and the child's side don't know each other. */
@AnalyzeClasses(packages = "io.multiprocessing", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "io.multiprocessing";
  private static final String INTERNAL = "io.multiprocessing.internal..";
  private static final String WORKER = "io.multiprocessing.internal.worker..";

  /** From the lowest floor up; what stands on one floor doesn't know its neighbours, or what is above. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("io.multiprocessing.api"),
          List.of("io.multiprocessing.serialization", "io.multiprocessing.process", "io.multiprocessing.sync"),
          List.of(
              "io.multiprocessing.pool", "io.multiprocessing.connection", "io.multiprocessing.queue",
              "io.multiprocessing.shared"),
          List.of("io.multiprocessing.manager"),
          List.of("io.multiprocessing.internal.platform", "io.multiprocessing.internal.os"),
          List.of("io.multiprocessing.internal.os.linux", "io.multiprocessing.internal.os.portable"),
          List.of("io.multiprocessing.internal.protocol", "io.multiprocessing.internal.memory"),
          List.of("io.multiprocessing.internal.transport", "io.multiprocessing.internal.sync"),
          List.of(
              "io.multiprocessing.internal.process", "io.multiprocessing.internal.queue",
              "io.multiprocessing.internal.shared", "io.multiprocessing.internal.connection"),
          List.of("io.multiprocessing.internal.pool", "io.multiprocessing.internal.worker"),
          List.of("io.multiprocessing.internal.manager"),
          List.of(ROOT));

  @ArchTest static final ArchRule arrowsPointDown = floors();

  @ArchTest
  static final ArchRule contractsDontKnowTheirImplementation =
      noClasses()
          .that(resideInAnyPackage(
              "io.multiprocessing.api", "io.multiprocessing.process", "io.multiprocessing.pool",
              "io.multiprocessing.serialization", "io.multiprocessing.sync", "io.multiprocessing.connection",
              "io.multiprocessing.queue", "io.multiprocessing.shared", "io.multiprocessing.manager"))
          .should()
          .dependOnClassesThat(resideInAPackage(INTERNAL));

  @ArchTest
  static final ArchRule nobodyImportsTheRoot =
      noClasses().that(DescribedPredicate.not(resideInAPackage(ROOT))).should().dependOnClassesThat(resideInAPackage(ROOT));

  @ArchTest
  static final ArchRule theParentsSideDoesNotKnowTheChilds =
      noClasses().that(DescribedPredicate.not(resideInAPackage(WORKER))).should().dependOnClassesThat(resideInAPackage(WORKER));

  @ArchTest
  static final ArchRule theChildsSideDoesNotKnowTheParents =
      noClasses()
          .that(resideInAPackage(WORKER))
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.multiprocessing.internal.pool", "io.multiprocessing.internal.process"));

  @ArchTest
  static final ArchRule onlyTheCodecKnowsKryo =
      noClasses()
          .that(DescribedPredicate.not(resideInAPackage("io.multiprocessing.serialization")))
          .should()
          .dependOnClassesThat(resideInAnyPackage("com.esotericsoftware..", "org.objenesis.."));

  @ArchTest
  static final ArchRule onlyTheLinuxBranchAndStructuresKnowJna =
      noClasses()
          .that(
              DescribedPredicate.not(
                  resideInAnyPackage(
                      "io.multiprocessing.internal.os.linux", "io.multiprocessing.shared",
                      "io.multiprocessing.internal.shared")))
          .should()
          .dependOnClassesThat(resideInAPackage("com.sun.jna.."));

  @ArchTest
  static final ArchRule noCircles = slices().matching("io.multiprocessing.(**)").should().beFreeOfCycles();

  private static ArchRule floors() {
    CompositeArchRule all = null;
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (String from : FLOORS.get(floor)) {
        for (int other = floor; other < FLOORS.size(); other++) {
          for (String to : FLOORS.get(other)) {
            if (!to.equals(from)) {
              ArchRule rule = noClasses().that(in(from)).should().dependOnClassesThat(in(to));
              all = all == null ? CompositeArchRule.of(rule) : all.and(rule);
            }
          }
        }
      }
    }
    return all;
  }

  private static DescribedPredicate<JavaClass> in(String name) {
    return resideInAPackage(name);
  }
}
