package dev.v2v.vid2vid.run;

import dev.v2v.config.YamlFile;
import dev.v2v.data.sequence.SequenceBatch;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.perceptual.Vgg19;
import dev.v2v.train.CheckpointStore;
import dev.v2v.train.Goal;
import dev.v2v.train.RunFolder;
import dev.v2v.train.RunListener;
import dev.v2v.train.RunProgress;
import dev.v2v.train.RunRecorder;
import dev.v2v.train.RunSummary;
import dev.v2v.train.Snapshot;
import dev.v2v.train.StopSignal;
import dev.v2v.train.TrainingLoop;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.Vid2vidPresets;
import dev.v2v.vid2vid.training.Judges;
import dev.v2v.vid2vid.training.TrainConfig;
import dev.v2v.vid2vid.training.Vid2vidTrainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One training run, from its request to its model file. Single-thread; runs once. */
public final class Vid2vidTraining {
  private final TrainRequest request;
  private final Vid2vidConfig model;
  private final TrainConfig training;
  private final RunListener listener;

  /**
   * Reads the request's configuration.
   *
   * @throws InputException if it cannot be trained as it is
   */
  public Vid2vidTraining(TrainRequest request, RunListener listener) {
    this.request = request;
    this.listener = listener;
    this.model = Vid2vidConfig.of(request.config());
    this.training = TrainConfig.of(request.config());
  }

  /**
   * Trains.
   *
   * @throws InputException if data, checkpoint or folder cannot be used
   * @throws dev.v2v.train.NonFiniteException if a loss or a gradient becomes NaN or infinite
   */
  public RunSummary run(Backend backend) {
    RunFolder.requireNew(request.out(), request.resume());
    try (RunFolder folder = RunFolder.open(request.out());
        StopSignal stop = StopSignal.install()) {
      Consumer<String> warnings = listener::warning;
      CheckpointStore checkpoints =
          new CheckpointStore(folder.checkpoints(), request.outputs().keep(), warnings);
      Optional<Snapshot> from =
          request.resume() ? Optional.of(checkpoints.newest(request.out())) : Optional.empty();
      long done = from.map(Snapshot::step).orElse(0L);
      long seed = request.settings().trainer().seed();
      request.init().ifPresent(ModelFile::requireStart);
      Workshop workshop = new Workshop(request.out(), backend, listener.preparing());
      VideoData data = VideoData.open(request.settings().clips(), model, training, workshop);
      try (ClipLoader loader =
              new ClipLoader(data, training, model.ahead(), seed, request.workers(), done);
          Vid2vidModel network = Vid2vidModel.random(backend, model, seed);
          Vgg19 vgg = request.settings().perceptual().open(backend);
          Vid2vidTrainer trainer = newTrainer(network, vgg, loader.stepsPerEpoch())) {
        network.recomputeActivations(request.recompute());
        request.init().ifPresent(file -> ModelFile.start(file, trainer));
        from.ifPresent(trainer::restore);
        // Only here, where all that could be refused was accepted, is anything written or removed.
        folder.write(YamlFile.text(request.config()), request.settings().text());
        checkpoints.removeAfter(done);
        return train(new Session(folder, checkpoints, trainer, loader, data, done, stop));
      }
    }
  }

  private Vid2vidTrainer newTrainer(Vid2vidModel network, Vgg19 vgg, int stepsPerEpoch) {
    long seed = request.settings().trainer().seed();
    Judges judges = Judges.random(network.backend(), model, seed);
    return new Vid2vidTrainer(
        network, judges, vgg, training, request.settings().trainer(), stepsPerEpoch);
  }

  /** What a run trains with, once everything is open. */
  private record Session(
      RunFolder folder,
      CheckpointStore checkpoints,
      Vid2vidTrainer trainer,
      ClipLoader loader,
      VideoData data,
      long done,
      StopSignal stop) {}

  private RunSummary train(Session session) {
    Path modelFile = session.folder.model();
    long done = session.done;
    Vid2vidTask task =
        new Vid2vidTask(
            session.trainer, step -> ModelFile.write(session.trainer, modelFile, about(step)));
    try (RunRecorder recorder = RunRecorder.open(session.folder, done)) {
      Goal goal = goal(session.loader);
      recorder.event("settings", done, facts(session, goal));
      try (RunProgress progress = listener.begin(done, goal)) {
        TrainingLoop<SequenceBatch> loop =
            new TrainingLoop<>(
                request.outputs().plan(done, goal, training.batchSize()),
                recorder,
                session.checkpoints,
                progress,
                session.stop);
        TrainingLoop.Result result = loop.run(task, session.loader::next);
        MemoryStatistics memory = session.trainer.model().backend().memory();
        recorder.event("resources", result.steps(), used(memory, session.loader));
        return new RunSummary(result, List.of(), modelFile, memory);
      }
    }
  }

  /** The epochs bound every run: after them the learning rate is 0. */
  private Goal goal(ClipLoader loader) {
    long epochs = (long) training.rates().epochs() * loader.stepsPerEpoch();
    return new Goal(Math.min(request.stop().steps().orElse(epochs), epochs), request.stop().time());
  }

  /** What the model file says about itself. */
  private Map<String, String> about(long step) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("steps", Long.toString(step));
    about.put("perceptual", request.settings().perceptual().toString());
    about.put(Vid2vidPresets.METADATA, YamlFile.text(request.config()));
    return about;
  }

  private static Map<String, Object> used(MemoryStatistics memory, ClipLoader loader) {
    Map<String, Object> used = new LinkedHashMap<>();
    used.put("peak_bytes", memory.peak());
    used.put("seconds_waited_for_data", loader.waitedSeconds());
    return used;
  }

  /** What the log must say so that the run can be understood and repeated. */
  private Map<String, Object> facts(Session session, Goal goal) {
    Map<String, Object> facts = new LinkedHashMap<>(request.settings().asMap());
    facts.put("config", request.config().file());
    facts.put("clips", session.data.description());
    facts.put("init", request.init().map(Path::toString).orElse("random"));
    facts.put("device", session.trainer.model().backend().name());
    facts.put("batch_size", training.batchSize());
    facts.put("steps_per_epoch", session.loader.stepsPerEpoch());
    facts.put("checkpoint_activations", request.recompute());
    facts.put("total_steps", goal.steps());
    facts.put("seconds", goal.time().map(t -> t.toMillis() / 1000.0).orElse(null));
    session
        .trainer
        .networks()
        .forEach((name, network) -> facts.put("parameters." + name, network.parameterCount()));
    return facts;
  }
}
