package dev.v2v.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import dev.v2v.engine.InputException;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.OptimizerState;
import dev.v2v.nn.checkpoint.OptimizerState.ParameterState;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Snapshots as safetensors files. */
final class SnapshotFile {
  /** Metadata entry that holds all but the tensors. */
  private static final String RUN = "run";

  private static final int FORMAT = 1;
  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .create();

  /** The JSON text; {@code score} is {@code null} where there is none. */
  private record Run(
      int format,
      long step,
      Double score,
      List<String> groups,
      Map<String, List<OptimizerGroup>> optimizers,
      Map<String, Object> values) {
    /** What the JSON lacks is {@code null} here. */
    boolean isComplete() {
      return format == FORMAT
          && groups != null
          && values != null
          && optimizers != null
          && optimizers.values().stream().allMatch(SnapshotFile::areComplete);
    }
  }

  /** One group of an optimiser; {@code steps} has one count for each parameter. */
  private record OptimizerGroup(Map<String, Object> hyperparameters, List<Long> steps) {}

  /** Score and step alone. */
  record Head(long step, OptionalDouble score) {}

  private SnapshotFile() {}

  static void write(Snapshot snapshot, Path file) {
    Map<String, ArrayData> tensors = new LinkedHashMap<>();
    snapshot
        .groups()
        .forEach((group, all) -> all.forEach((key, t) -> tensors.put(group + "." + key, t)));
    Map<String, List<OptimizerGroup>> optimizers = new LinkedHashMap<>();
    snapshot
        .optimizers()
        .forEach((name, state) -> optimizers.put(name, split(name, state, tensors)));
    Run run =
        new Run(
            FORMAT,
            snapshot.step(),
            snapshot.score().isPresent() ? snapshot.score().getAsDouble() : null,
            List.copyOf(snapshot.groups().keySet()),
            optimizers,
            snapshot.values());
    SafetensorsWriter.write(file, tensors, Map.of(RUN, GSON.toJson(run)));
  }

  /** Reads no tensors. */
  static Head head(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Run run = run(checkpoint);
      return new Head(run.step(), score(run));
    }
  }

  static Snapshot read(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Run run = run(checkpoint);
      Snapshot snapshot = new Snapshot(run.step());
      snapshot.score(score(run));
      for (String group : run.groups()) {
        snapshot.putTensors(group, group(checkpoint, group));
      }
      run.optimizers()
          .forEach((name, groups) -> snapshot.putOptimizer(name, join(checkpoint, name, groups)));
      snapshot.values().putAll(run.values());
      return snapshot;
    }
  }

  private static boolean areComplete(List<OptimizerGroup> groups) {
    return groups != null
        && groups.stream().noneMatch(g -> g == null || g.hyperparameters() == null)
        && groups.stream().noneMatch(g -> g.steps() == null || g.steps().contains(null));
  }

  private static OptionalDouble score(Run run) {
    return run.score() == null ? OptionalDouble.empty() : OptionalDouble.of(run.score());
  }

  private static Run run(Checkpoint checkpoint) {
    String json = checkpoint.metadata().get(RUN);
    try {
      Run run = json == null ? null : GSON.fromJson(json, Run.class);
      if (run == null || !run.isComplete()) {
        throw new InputException(
            checkpoint.file()
                + ": must be a checkpoint of a run, with metadata '"
                + RUN
                + "' of format "
                + FORMAT
                + ", got metadata "
                + checkpoint.metadata().keySet());
      }
      return run;
    } catch (JsonParseException e) {
      throw new InputException(checkpoint.file() + ": metadata 'run' must be JSON: " + e, e);
    }
  }

  private static Map<String, ArrayData> group(Checkpoint checkpoint, String group) {
    return checkpoint.contains(group) ? checkpoint.stateDict(group) : Map.of();
  }

  private static List<OptimizerGroup> split(
      String name, OptimizerState state, Map<String, ArrayData> tensors) {
    List<OptimizerGroup> groups = new ArrayList<>();
    int index = 0;
    for (OptimizerState.Group group : state.groups()) {
      List<Long> steps = new ArrayList<>();
      for (ParameterState parameter : group.parameters()) {
        steps.add(parameter.step());
        String prefix = prefix(name, index++);
        parameter.buffers().forEach((buffer, values) -> tensors.put(prefix + buffer, values));
      }
      groups.add(new OptimizerGroup(Hyperparameters.toJson(group.hyperparameters()), steps));
    }
    return groups;
  }

  private static OptimizerState join(
      Checkpoint checkpoint, String name, List<OptimizerGroup> groups) {
    Map<String, ArrayData> buffers = group(checkpoint, Snapshot.OPTIMIZER);
    Map<String, Map<String, ArrayData>> byParameter = new LinkedHashMap<>();
    buffers.forEach(
        (key, values) -> {
          int dot = key.lastIndexOf('.') + 1;
          byParameter
              .computeIfAbsent(key.substring(0, dot), k -> new LinkedHashMap<>())
              .put(key.substring(dot), values);
        });
    List<OptimizerState.Group> joined = new ArrayList<>();
    int index = 0;
    for (OptimizerGroup group : groups) {
      List<ParameterState> parameters = new ArrayList<>();
      for (long step : group.steps()) {
        String key = name + "." + index++ + ".";
        parameters.add(new ParameterState(step, byParameter.getOrDefault(key, Map.of())));
      }
      joined.add(
          new OptimizerState.Group(Hyperparameters.ofJson(group.hyperparameters()), parameters));
    }
    return new OptimizerState(joined);
  }

  private static String prefix(String name, int index) {
    return Snapshot.OPTIMIZER + "." + name + "." + index + ".";
  }
}
