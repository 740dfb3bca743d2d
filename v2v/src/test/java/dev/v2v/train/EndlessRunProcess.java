package dev.v2v.train;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A run without an end and without checkpoints on the way; only a signal stops it. */
final class EndlessRunProcess {
  private EndlessRunProcess() {}

  public static void main(String[] arguments) {
    TrainingLoop.Plan plan =
        new TrainingLoop.Plan(0, Goal.steps(Goal.ENDLESS), 1, 0, 0, 0, Every.NEVER);
    AtomicLong next = new AtomicLong();
    try (RunFolder folder = RunFolder.open(Path.of(arguments[0]));
        StopSignal stop = StopSignal.install();
        RunRecorder recorder = RunRecorder.open(folder, 0)) {
      CheckpointStore store = new CheckpointStore(folder.checkpoints(), 2, System.err::println);
      new TrainingLoop<Long>(plan, recorder, store, RunProgress.SILENT, stop)
          .run(
              new CountingTask(),
              () -> {
                LockSupport.parkNanos(1_000_000);
                long batch = next.getAndIncrement();
                if (batch == 20) {
                  System.out.println("running");
                }
                return batch;
              });
    }
  }
}
