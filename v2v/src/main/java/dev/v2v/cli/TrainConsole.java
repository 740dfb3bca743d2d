package dev.v2v.cli;

import dev.v2v.train.Goal;
import dev.v2v.train.NonFiniteException;
import dev.v2v.train.Preparing;
import dev.v2v.train.RunListener;
import dev.v2v.train.RunProgress;
import dev.v2v.train.RunSummary;
import dev.v2v.train.TrainingLoop;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the terminal sees of a training run: warnings, progress, and how it ended.
 *
 * @param model that is trained, for messages
 */
record TrainConsole(
    String model, TrainRunOptions run, TrainWindowOptions window, OutputOptions output)
    implements RunListener {
  /** Runs a training to its end; the exit code. */
  int train(Supplier<RunSummary> training) {
    try {
      report(window.train(run.out(), training));
      return ExitCode.DONE;
    } catch (NonFiniteException e) {
      warning(e.getMessage());
      return ExitCode.CHECK_FAILED;
    }
  }

  @Override
  public void warning(String text) {
    System.err.println(model + ": " + text);
  }

  @Override
  public Preparing preparing() {
    return new Progress("frames");
  }

  @Override
  public RunProgress begin(long stepsDone, Goal goal) {
    return window.beside(
        Terminal.isInteractive()
            ? RunProgress.bar(System.err, "train", stepsDone, goal)
            : RunProgress.lines(System.err::println, "train", goal));
  }

  private void report(RunSummary done) {
    if (!done.skipped().isEmpty()) {
      warning("clips were skipped for " + done.skipped().size() + " causes, named above");
    }
    boolean finished = done.result().outcome() == TrainingLoop.Outcome.FINISHED;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("out", run.out().toString());
    json.put("model", done.model().toString());
    json.put("steps", done.result().steps());
    json.put("finished", finished);
    json.put("losses", done.result().last());
    json.put("skipped", done.skipped());
    json.put("peakBytes", done.memory().peak());
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "%s: %s after %d steps, %.2f GiB of tensors at most, the model is %s",
            run.out(),
            finished ? "finished" : "stopped",
            done.result().steps(),
            done.memory().peak() / (double) (1 << 30),
            done.model()));
  }
}
