package dev.v2v.bench.cli;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.golden.GoldenCheck;
import dev.v2v.bench.golden.GoldenResult;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.ContractCheck;
import dev.v2v.bench.selftest.ErrorCheck;
import dev.v2v.bench.selftest.FommCheck;
import dev.v2v.bench.selftest.Tally;
import dev.v2v.cli.DeviceOptions;
import dev.v2v.cli.ExitCode;
import dev.v2v.cli.OutputOptions;
import dev.v2v.cli.SubCommand;
import dev.v2v.cli.Version;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.op.conv.Conv2d;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a device against the reference backend, or against golden files. */
@Command(
    name = "selftest",
    mixinStandardHelpOptions = true,
    description = {
      "Check this machine's results.",
      "",
      "Every operator case runs against the reference backend, and a small First Order Motion"
          + " Model from pictures to frames: results, recorded frames beside eager ones, memory. With"
          + " --golden, files recorded from PyTorch and the authors' modules are compared instead;"
          + " with --all both. Exits 1 if anything fails."
    })
public final class SelftestCommand implements SubCommand {
  @Option(
      names = "--golden",
      paramLabel = "PATH",
      description = "Check golden files: one file, or every one below a folder.")
  private Path golden;

  @Option(names = "--all", description = "With --golden: operators and the model as well.")
  private boolean all;

  @Option(names = "--quick", description = "Operator cases in float32 only.")
  private boolean quick;

  @Option(names = "--verbose", description = "One line for every case, not only for failures.")
  private boolean verbose;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;

  @Spec private CommandSpec spec;

  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final Tally tally = new Tally();

  @Override
  public Integer call() {
    Backend backend = device.open();
    if (golden == null || all) {
      contracts(backend);
      model(backend);
    }
    if (golden != null) {
      tally.begin("golden");
      new GoldenCheck(backend, this::report).run(golden);
    }
    tally.end();
    print(backend);
    return tally.failed() == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  /** The types to check: all, unless a precision was asked for or everything shall be quick. */
  private boolean wanted(DType dtype) {
    boolean chosen = spec.commandLine().getParseResult().hasMatchedOption("--precision");
    return chosen ? dtype == device.precision().dtype() : !quick || dtype == DType.FLOAT32;
  }

  private boolean tf32() {
    return device.precision() == DeviceOptions.Precision.TF32;
  }

  private void contracts(Backend backend) {
    tally.begin("contract");
    ContractCheck contract = new ContractCheck(backend, tf32());
    ErrorCheck errors = new ErrorCheck(backend);
    for (CaseFamily family : AllCases.families()) {
      for (OpCase c : family.cases()) {
        for (DType dtype : c.types()) {
          if (wanted(dtype)) {
            report(contract.run(c, dtype));
          }
        }
      }
      family.errors().forEach(e -> report(errors.run(e)));
    }
  }

  private void model(Backend backend) {
    tally.begin("fomm");
    for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16)) {
      if (wanted(dtype) && backend.kernels().contains(Conv2d.KEY, dtype)) {
        new FommCheck(backend).run(dtype, tf32()).forEach(this::report);
      }
    }
  }

  private void print(Backend backend) {
    String versions =
        "v2v-engine "
            + Version.text()
            + ", Java "
            + Runtime.version()
            + ", "
            + backend.description();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("device", backend.name());
    json.put("description", backend.description());
    json.put("versions", versions);
    json.put("passed", tally.passed());
    json.put("failed", tally.failed());
    json.put("skipped", tally.skipped());
    json.put("checks", tally.values());
    json.put("cases", rows);
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "selftest on %s (%s)%n%s%n%d passed, %d failed, %d skipped",
            backend.name(),
            versions,
            String.join(System.lineSeparator(), tally.table()),
            tally.passed(),
            tally.failed(),
            tally.skipped()));
  }

  private void report(CaseResult result) {
    tally.add(result.check(), result.status(), result.share());
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
    CaseResult.Status status =
        result.passed() ? CaseResult.Status.PASSED : CaseResult.Status.FAILED;
    tally.add("golden", status, result.worst() == null ? 0 : result.worst().share());
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
