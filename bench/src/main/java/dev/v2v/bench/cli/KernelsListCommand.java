package dev.v2v.bench.cli;

import dev.v2v.cli.ExitCode;
import dev.v2v.cli.OutputOptions;
import dev.v2v.engine.InputException;
import dev.v2v.kernels.KernelBudget;
import dev.v2v.kernels.KernelCatalogue;
import dev.v2v.kernels.KernelInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the catalogue. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "List kernels: versions (* is launched), element types, and what the launched one needs of a",
      "thread on one architecture: registers, bytes of shared memory of a block, bytes spilled."
    })
final class KernelsListCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILTER",
      arity = "0..*",
      description = "Parts of names of kernels or operators (default: all).")
  private List<String> filters = List.of();

  @Option(
      names = "--sm",
      paramLabel = "N",
      defaultValue = "80",
      description = "Architecture: 75, 80, 86, 89 or 90 (default: ${DEFAULT-VALUE}).")
  private int sm;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    if (!KernelBudget.ARCHITECTURES.contains(sm)) {
      throw new InputException(
          "--sm: must be one of " + KernelBudget.ARCHITECTURES + ", got " + sm);
    }
    Map<String, KernelBudget> budgets =
        KernelBudget.recorded().stream()
            .filter(b -> b.sm() == sm)
            .collect(Collectors.toMap(KernelBudget::entry, Function.identity()));
    KernelCatalogue catalogue = KernelCatalogue.packaged();
    List<Map<String, Object>> json = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-34s %-18s %-14s %-26s %4s %6s %6s%n",
            "kernel",
            "family",
            "versions",
            "types",
            "regs",
            "shared",
            "spills"));
    for (KernelInfo kernel : catalogue.kernels()) {
      if (wants(kernel)) {
        String family = catalogue.familyOf(kernel.name()).name();
        List<KernelBudget> own = own(kernel, budgets);
        json.add(json(kernel, family, own));
        text.append(line(kernel, family, own));
      }
    }
    if (json.isEmpty()) {
      throw new InputException("kernels: no kernel or operator is named like " + filters);
    }
    output.print(Map.of("sm", sm, "kernels", json), text.toString().stripTrailing());
    return ExitCode.DONE;
  }

  private boolean wants(KernelInfo kernel) {
    return filters.isEmpty()
        || filters.stream()
            .anyMatch(
                f ->
                    kernel.name().contains(f)
                        || kernel.ops().stream().anyMatch(op -> op.contains(f)));
  }

  /** Of every version and type that was assembled. */
  private static List<KernelBudget> own(KernelInfo kernel, Map<String, KernelBudget> budgets) {
    return kernel.entries().stream().map(budgets::get).filter(b -> b != null).toList();
  }

  private static Map<String, Object> json(
      KernelInfo kernel, String family, List<KernelBudget> budgets) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", kernel.name());
    json.put("family", family);
    json.put("ops", kernel.ops());
    json.put("dtypes", kernel.dtypes());
    json.put("versions", kernel.versions());
    json.put("default", kernel.defaultVersion());
    json.put("deterministic", kernel.deterministic());
    json.put("block", kernel.block());
    json.put("entries", budgets);
    return json;
  }

  /** The most that any type of the launched version needs. */
  private static String line(KernelInfo kernel, String family, List<KernelBudget> budgets) {
    List<KernelBudget> launched =
        budgets.stream()
            .filter(b -> b.entry().startsWith(kernel.name() + "_" + kernel.defaultVersion() + "_"))
            .toList();
    String versions =
        kernel.versions().stream()
            .map(v -> v.equals(kernel.defaultVersion()) ? v + "*" : v)
            .collect(Collectors.joining(","));
    return String.format(
        Locale.ROOT,
        "%-34s %-18s %-14s %-26s %4d %6d %6d%n",
        kernel.name(),
        family,
        versions,
        String.join(",", kernel.dtypes()),
        launched.stream().mapToInt(KernelBudget::registers).max().orElse(0),
        launched.stream().mapToInt(KernelBudget::shared).max().orElse(0),
        launched.stream().mapToInt(KernelBudget::spills).max().orElse(0));
  }
}
