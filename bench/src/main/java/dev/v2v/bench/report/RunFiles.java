package dev.v2v.bench.report;

import dev.v2v.bench.harness.Run;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files that a run leaves in a folder. */
public final class RunFiles {
  public static final String JSON = "bench.json";
  public static final String CSV = "bench.csv";
  public static final String MARKDOWN = "bench.md";
  public static final String BASELINE = "baseline.json";
  public static final String HTML = "bench.html";

  private RunFiles() {}

  /**
   * Writes all formats.
   *
   * @param folder made if it is not there
   * @param baseline for the comparison in the HTML report
   * @param threshold smallest difference that matters
   * @param counted of kernels, for the HTML report
   * @throws InputException if the folder cannot be written to
   */
  public static void write(
      Run run,
      Path folder,
      Optional<Run> baseline,
      double threshold,
      Optional<CountedKernels> counted) {
    write(run, folder, baseline.map(b -> Verdict.all(b, run, threshold)), counted);
  }

  /**
   * Writes all formats of a run that was measured in turns with another, and the other's result as
   * {@code baseline.json}.
   *
   * @param verdicts of the rows, from what was measured in turns
   * @throws InputException if the folder cannot be written to
   */
  public static void write(Run run, Path folder, Run other, List<Verdict> verdicts) {
    write(run, folder, Optional.of(verdicts), Optional.empty());
    try {
      Files.writeString(folder.resolve(BASELINE), RunJson.text(other));
    } catch (IOException e) {
      throw new InputException(folder + ": reports cannot be written: " + e, e);
    }
  }

  private static void write(
      Run run, Path folder, Optional<List<Verdict>> verdicts, Optional<CountedKernels> counted) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(JSON), RunJson.text(run));
      Files.writeString(folder.resolve(CSV), Tables.csv(run));
      Files.writeString(folder.resolve(MARKDOWN), Tables.markdown(run));
      Files.writeString(folder.resolve(HTML), new HtmlReport(run, verdicts, counted).html());
    } catch (IOException e) {
      throw new InputException(folder + ": reports cannot be written: " + e, e);
    }
  }
}
