package dev.v2v.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The layers of the project in words; Maven already enforces the modules' direction. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.v2v");

  @Test
  void theWholeProjectIsLookedAt() {
    assertTrue(CLASSES.size() > 50, "only " + CLASSES.size() + " classes were imported");
  }

  @Test
  void theEngineKnowsNothingAboveIt() {
    noClasses()
        .that()
        .resideInAPackage("dev.v2v.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.v2v.nn..",
            "dev.v2v.media..",
            "dev.v2v.fomm..",
            "dev.v2v.vid2vid..",
            "dev.v2v.cli..",
            "dev.v2v.bench..")
        .check(CLASSES);
  }

  @Test
  void layersKnowNoModelsAndNoMedia() {
    noClasses()
        .that()
        .resideInAPackage("dev.v2v.nn..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.v2v.media..",
            "dev.v2v.fomm..",
            "dev.v2v.vid2vid..",
            "dev.v2v.cli..",
            "dev.v2v.bench..")
        .check(CLASSES);
  }

  @Test
  void oneDnnStaysInTheCpuBackend() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.v2v.engine.backend.cpu..", "dev.v2v.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco.dnnl..")
        .check(CLASSES);
  }

  @Test
  void jcudaStaysInOnePackageOfTheCudaBackend() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.v2v.engine.backend.cuda.jcuda..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jcuda..")
        .check(CLASSES);
  }

  @Test
  void ffmpegStaysInMedia() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.v2v.media..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco.ffmpeg..")
        .check(CLASSES);
  }

  @Test
  void openGlStaysInOnePackageOfThePreview() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.v2v.preview.gl..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.lwjgl..")
        .check(CLASSES);
  }

  /** So that nothing but the preview's own commands can need a display. */
  @Test
  void onlyTheCommandLineKnowsThePreview() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.v2v.preview..", "dev.v2v.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.v2v.preview..")
        .check(CLASSES);
  }

  @Test
  void nobodyTouchesUnsafe() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("sun.misc.Unsafe")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco.javacpp.indexer..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsAndExits() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.v2v.engine..",
            "dev.v2v.nn..",
            "dev.v2v.media..",
            "dev.v2v.fomm..",
            "dev.v2v.vid2vid..",
            "dev.v2v.preview..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void operatorsDoNotKnowBackends() {
    noClasses()
        .that()
        .resideInAPackage("dev.v2v.engine.op..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.v2v.engine.backend..")
        .check(CLASSES);
  }

  @Test
  void operatorFamiliesAndBackendsAreFreeOfCycles() {
    slices().matching("dev.v2v.engine.op.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void errorsAreTypedAndUnchecked() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Exception")
        .should()
        .beAssignableTo(dev.v2v.engine.V2vException.class)
        .check(CLASSES);
  }
}
