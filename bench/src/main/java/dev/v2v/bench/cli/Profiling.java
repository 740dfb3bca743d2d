package dev.v2v.bench.cli;

import dev.v2v.bench.harness.Runner;
import dev.v2v.engine.Backend;
import dev.v2v.engine.backend.cuda.CudaBackend;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs benchmarks for a profiler: what is told on a GPU is one run each, between the marks that
 * NVIDIA's tools wait for; on a CPU, whose profilers look now and then, a second or two of each.
 */
final class Profiling {
  private static final double HOST_SECONDS = 2;

  private Profiling() {}

  /** Runs tasks between marks. */
  static void run(Runner runner, Backend backend, List<Runner.Task> tasks) {
    if (backend instanceof CudaBackend cuda) {
      runner.profile(
          tasks,
          0,
          work -> {
            cuda.driver().startProfiler();
            work.run();
            cuda.driver().stopProfiler();
          });
    } else {
      runner.profile(tasks, HOST_SECONDS, Runnable::run);
    }
  }

  /**
   * Command lines under which a profiler sees what {@link #run} does.
   *
   * @param arguments of the program
   */
  static List<String> commands(Backend backend, List<String> arguments) {
    String program = words(JavaCommand.ofThis()) + " " + words(arguments);
    if (backend instanceof CudaBackend) {
      return List.of(
          "ncu --profile-from-start off --set full --import-source yes -o profile " + program,
          "nsys profile --capture-range=cudaProfilerApi --capture-range-end=repeat"
              + " --trace=cuda,cudnn,cublas -o profile "
              + program);
    }
    List<String> java = JavaCommand.jvm();
    String rest = program.substring(words(java).length());
    return List.of(
        words(with(java, "-XX:StartFlightRecording=filename=profile.jfr,settings=profile")) + rest,
        words(with(java, "-agentpath:libasyncProfiler.so=start,event=cpu,file=profile.html"))
            + rest,
        "perf record -g -F 999 -o perf.data "
            + words(
                with(
                    java,
                    "-XX:+PreserveFramePointer",
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:+DumpPerfMapAtExit"))
            + rest);
  }

  private static List<String> with(List<String> java, String... options) {
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of(options));
    return command;
  }

  /** As a shell reads them. */
  private static String words(List<String> command) {
    return String.join(
        " ",
        command.stream()
            .map(
                w ->
                    w.matches("[A-Za-z0-9_./:=,+@%*-]+") && !w.contains("*")
                        ? w
                        : "'" + w.replace("'", "'\\''") + "'")
            .toList());
  }
}
