package dev.v2v.bench.cli;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.golden.GoldenCheck;
import dev.v2v.bench.golden.GoldenResult;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.ContractCheck;
import dev.v2v.bench.selftest.ErrorCheck;
import dev.v2v.cli.DeviceOptions;
import dev.v2v.cli.ExitCode;
import dev.v2v.cli.OutputOptions;
import dev.v2v.cli.SubCommand;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a device against the reference backend, or against golden files. */
@Command(
    name = "selftest",
    mixinStandardHelpOptions = true,
    description = {
      "Check this machine's results.",
      "Every operator case runs against the reference backend; with --golden, files recorded",
      "from PyTorch and the authors' modules are compared instead.",
      "Exits 1 if anything fails."
    })
public final class SelftestCommand implements SubCommand {
  @Option(
      names = "--golden",
      paramLabel = "PATH",
      description = "Check golden files: one file, or every one below a folder.")
  private Path golden;

  @Option(names = "--quick", description = "Operator cases in float32 only.")
  private boolean quick;

  @Option(names = "--verbose", description = "One line for every case, not only for failures.")
  private boolean verbose;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;

  private final List<Map<String, Object>> rows = new ArrayList<>();
  private int passed;
  private int failed;
  private int skipped;

  @Override
  public Integer call() {
    Backend backend = device.open();
    if (golden == null) {
      contracts(backend);
    } else {
      new GoldenCheck(backend, this::report).run(golden);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("device", backend.name());
    json.put("description", backend.description());
    json.put("passed", passed);
    json.put("failed", failed);
    json.put("skipped", skipped);
    json.put("cases", rows);
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "selftest on %s (%s)%n%d passed, %d failed, %d skipped",
            backend.name(),
            backend.description(),
            passed,
            failed,
            skipped));
    return failed == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  private void contracts(Backend backend) {
    ContractCheck contract = new ContractCheck(backend);
    ErrorCheck errors = new ErrorCheck(backend);
    for (CaseFamily family : AllCases.families()) {
      for (OpCase c : family.cases()) {
        for (DType dtype : c.types()) {
          if (!quick || dtype == DType.FLOAT32) {
            report(contract.run(c, dtype));
          }
        }
      }
      family.errors().forEach(e -> report(errors.run(e)));
    }
  }

  private void report(CaseResult result) {
    switch (result.status()) {
      case PASSED -> passed++;
      case FAILED -> failed++;
      case SKIPPED -> skipped++;
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("case", result.name());
    row.put("check", result.check());
    row.put("dtype", result.dtype());
    row.put("status", result.status());
    row.put("share", finite(result.share()));
    row.put("detail", result.detail());
    rows.add(row);
    line(result, result.status() == CaseResult.Status.FAILED || verbose);
  }

  private void report(GoldenResult result) {
    if (result.passed()) {
      passed++;
    } else {
      failed++;
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("file", result.file());
    row.put("case", result.name());
    row.put("status", result.passed() ? "PASSED" : "FAILED");
    row.put("share", result.worst() == null ? null : finite(result.worst().share()));
    row.put("detail", result.problem() != null ? result.problem() : result.worst().toString());
    rows.add(row);
    line(result, true);
  }

  private void line(Object result, boolean wanted) {
    if (wanted && !output.json()) {
      System.out.println(result);
    }
  }

  /** JSON has no infinity. */
  private static Double finite(double share) {
    return Double.isFinite(share) ? share : null;
  }
}
