package dev.v2v.bench.cli;

import dev.v2v.bench.analyze.AnalysisReport;
import dev.v2v.bench.analyze.KernelAnalysis;
import dev.v2v.cli.ExitCode;
import dev.v2v.cli.OutputOptions;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.backend.cuda.launch.DeviceKernels;
import dev.v2v.engine.backend.ptx.PtxPlatform;
import dev.v2v.kernels.KernelBudget;
import dev.v2v.kernels.KernelCatalogue;
import dev.v2v.kernels.KernelFamily;
import dev.v2v.kernels.KernelInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one kernel. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Show a kernel: what it declares, what it needs on every architecture, its source,"
            + " what it counts.")
final class KernelsShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "As kernels list has it.")
  private String name;

  @Option(names = "--ptx", description = "The assembler text of the launched version, too.")
  private boolean ptx;

  @Option(
      names = "--counters",
      description = "What it counts in the operator case where it does most, by line, too.")
  private boolean counters;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    KernelCatalogue catalogue = KernelCatalogue.packaged();
    if (catalogue.kernels().stream().noneMatch(k -> k.name().equals(name))) {
      throw new InputException("kernels: no kernel is named " + name + "; kernels list has all");
    }
    KernelInfo kernel = catalogue.kernel(name);
    KernelFamily family = catalogue.familyOf(name);
    List<KernelBudget> budgets =
        KernelBudget.recorded().stream().filter(b -> kernel.entries().contains(b.entry())).toList();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("file", family.name() + ".cu");
    json.put("ops", kernel.ops());
    json.put("versions", kernel.versions());
    json.put("default", kernel.defaultVersion());
    json.put("element", kernel.element());
    json.put("readBytes", kernel.readBytes().toString());
    json.put("writeBytes", kernel.writeBytes().toString());
    json.put("flops", kernel.flops().toString());
    json.put("deterministic", kernel.deterministic());
    json.put("block", kernel.block());
    json.put("needs", budgets);
    String facts = facts(json);
    json.put("source", family.source());
    Optional<String> text = ptx ? Optional.of(entry(kernel, family)) : Optional.empty();
    text.ifPresent(t -> json.put("ptx", t));
    Optional<AnalysisReport> counted = counters ? Optional.of(count(kernel)) : Optional.empty();
    counted.ifPresent(c -> json.put("counters", c.json()));
    output.print(
        json,
        facts
            + needs(budgets)
            + "\n---- "
            + family.name()
            + ".cu\n"
            + family.source()
            + text.map(t -> "\n---- PTX\n" + t).orElse("")
            + counted.map(c -> "\n---- counters\n" + c.text()).orElse(""));
    return ExitCode.DONE;
  }

  /** In float32 where it comes for that. */
  private static AnalysisReport count(KernelInfo kernel) {
    PtxPlatform platform = new PtxPlatform(true, Runtime.getRuntime().availableProcessors());
    DType type =
        List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16).stream()
            .filter(t -> kernel.dtypes().contains(DeviceKernels.suffix(t)))
            .findFirst()
            .orElse(DType.FLOAT32);
    return new AnalysisReport(
        platform.catalogue().familyOf(kernel.name()),
        kernel,
        KernelAnalysis.run(platform, kernel.name(), "", type),
        null);
  }

  private static String facts(Map<String, Object> json) {
    StringBuilder text = new StringBuilder();
    json.forEach(
        (k, v) -> {
          if (!k.equals("needs")) {
            text.append(String.format(Locale.ROOT, "%-14s %s%n", k, v));
          }
        });
    return text.toString();
  }

  private static String needs(List<KernelBudget> budgets) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%-44s %5s %9s %6s %6s%n",
            "entry",
            "sm",
            "registers",
            "shared",
            "spills"));
    for (KernelBudget b : budgets) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-44s %5d %9d %6d %6d%n",
              b.entry(),
              b.sm(),
              b.registers(),
              b.shared(),
              b.spills()));
    }
    return text.toString();
  }

  /** One entry point's part of the family's PTX, up to the brace that closes it. */
  private static String entry(KernelInfo kernel, KernelFamily family) {
    String all =
        family
            .ptx()
            .orElseThrow(() -> new InputException(family.name() + ".cu: has no PTX in this build"));
    String entry = kernel.entry(kernel.dtypes().get(0));
    Matcher start =
        Pattern.compile("(\\.visible )?\\.entry " + Pattern.quote(entry) + "\\s*\\(").matcher(all);
    if (!start.find()) {
      throw new InputException(entry + ": is not in the PTX of " + family.name() + ".cu");
    }
    int end = all.indexOf("\n}", start.start());
    return all.substring(start.start(), end < 0 ? all.length() : end + 3);
  }
}
