package dev.v2v.bench.cli;

import dev.v2v.bench.analyze.AnalysisReport;
import dev.v2v.bench.analyze.KernelAnalysis;
import dev.v2v.bench.analyze.KernelSurvey;
import dev.v2v.cli.ExitCode;
import dev.v2v.cli.OutputOptions;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.backend.cuda.launch.DeviceKernels;
import dev.v2v.engine.backend.ptx.PtxPlatform;
import dev.v2v.kernels.KernelInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts what a kernel does in an operator case. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Count what a kernel does in an operator case: instructions, sectors of global memory,",
      "passes over banks of shared memory, divergent branches; by line, the worst coalesced first.",
      "The kernel's PTX is interpreted, exactly and without a GPU; time is never told from it.",
      "Without a name: every kernel in the case in which it does most, a row each."
    })
final class KernelsAnalyzeCommand implements Callable<Integer> {
  private static final List<DType> TYPES = List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16);

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "As kernels list has it.")
  private String name;

  @Option(
      names = "--case",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Part of the case's name (default: the case in which the kernel does most).")
  private String caseFilter;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "f32",
      description = "f32, bf16 or f16 (default: ${DEFAULT-VALUE}).")
  private String dtype;

  @Option(
      names = "--kernel-version",
      paramLabel = "V",
      description = "Version instead of the default.")
  private String version;

  @Option(names = "--against", paramLabel = "V", description = "Show what another version counts.")
  private String against;

  @Option(
      names = "--kernels",
      paramLabel = "DIR",
      description = "Sources in place of the packaged ones; needs NVRTC.")
  private Path kernels;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    if (kernels != null) {
      System.setProperty("v2v.kernels", kernels.toString()); // read when a device opens
    }
    DType type =
        TYPES.stream()
            .filter(t -> DeviceKernels.suffix(t).equals(dtype))
            .findFirst()
            .orElseThrow(
                () -> new InputException("--dtype: must be f32, bf16 or f16, got " + dtype));
    if (name == null) {
      return survey(type);
    }
    KernelInfo info =
        platform().catalogue().kernels().stream()
            .filter(k -> k.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "kernels: no kernel is named " + name + "; kernels list has all"));
    KernelAnalysis one = analyze(info, version == null ? info.defaultVersion() : version, type);
    KernelAnalysis two = against == null ? null : analyze(info, against, type, one.caseName());
    AnalysisReport report =
        new AnalysisReport(platform().catalogue().familyOf(name), info, one, two);
    output.print(report.json(), report.text());
    boolean passed = Stream.of(one, two).allMatch(a -> a == null || a.problem().isEmpty());
    return passed ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  private int survey(DType type) {
    if (version != null || against != null) {
      throw new InputException("a version needs the name of a kernel");
    }
    KernelSurvey survey = KernelSurvey.run(platform(), caseFilter, type);
    output.print(survey.json(), survey.text());
    return survey.passed() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  private KernelAnalysis analyze(KernelInfo info, String chosen, DType type) {
    return analyze(info, chosen, type, caseFilter);
  }

  private KernelAnalysis analyze(KernelInfo info, String chosen, DType type, String filter) {
    if (!info.versions().contains(chosen)) {
      throw new InputException(
          "version: must be one of " + info.versions() + " for " + name + ", got " + chosen);
    }
    Map<String, String> property = Map.of("v2v.kernel." + name, chosen);
    property.forEach(System::setProperty);
    try {
      return KernelAnalysis.run(platform(), name, filter, type);
    } finally {
      property.keySet().forEach(System::clearProperty);
    }
  }

  /** Compiled where that can be, since packaged PTX does not tell lines of the source. */
  private static PtxPlatform platform() {
    return new PtxPlatform(true, Runtime.getRuntime().availableProcessors());
  }
}
