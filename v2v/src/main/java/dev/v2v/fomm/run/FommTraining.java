package dev.v2v.fomm.run;

import dev.v2v.config.YamlFile;
import dev.v2v.data.PairBatch;
import dev.v2v.data.PairLoader;
import dev.v2v.data.augment.Augmentation;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Shape;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.training.FommTrainer;
import dev.v2v.fomm.training.TrainConfig;
import dev.v2v.perceptual.Vgg19;
import dev.v2v.train.CheckpointStore;
import dev.v2v.train.Goal;
import dev.v2v.train.RunFolder;
import dev.v2v.train.RunListener;
import dev.v2v.train.RunProgress;
import dev.v2v.train.RunRecorder;
import dev.v2v.train.RunStop;
import dev.v2v.train.RunSummary;
import dev.v2v.train.Snapshot;
import dev.v2v.train.StopSignal;
import dev.v2v.train.TrainingLoop;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One training run, from its request to its model file. Single-thread; runs once. */
public final class FommTraining {
  private final TrainRequest request;
  private final FommConfig model;
  private final TrainConfig training;
  private final RunListener listener;

  /**
   * Reads the request's configuration.
   *
   * @throws InputException if it cannot be trained as it is
   */
  public FommTraining(TrainRequest request, RunListener listener) {
    this.request = request;
    this.listener = listener;
    this.model = FommConfig.of(request.config());
    this.training = TrainConfig.of(request.config().childOrEmpty("train_params"));
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
      CheckpointStore checkpoints =
          new CheckpointStore(folder.checkpoints(), request.outputs().keep(), listener::warning);
      Optional<Snapshot> from =
          request.resume() ? Optional.of(checkpoints.newest(request.out())) : Optional.empty();
      TrainingData data =
          TrainingData.open(
              request.settings(),
              request.config().childOrEmpty("dataset_params"),
              request.resources().cache().orElse(folder.frames()),
              listener::warning);
      try (FommModel network = newModel(backend);
          Vgg19 vgg = request.settings().perceptual().open(backend);
          FommTrainer trainer = newTrainer(network, vgg)) {
        request.init().ifPresent(file -> TrainingState.warmStart(file, trainer));
        from.ifPresent(trainer::restore);
        long done = from.map(Snapshot::step).orElse(0L);
        return load(new Session(folder, checkpoints, trainer, data, done, stop));
      }
    }
  }

  private FommModel newModel(Backend backend) {
    RunSettings settings = request.settings();
    FommModel network =
        FommModel.random(backend, model, settings.trainer().seed(), settings.alignCorners());
    network.recomputeActivations(request.resources().recompute());
    return network;
  }

  private FommTrainer newTrainer(FommModel network, Vgg19 vgg) {
    long seed = request.settings().trainer().seed();
    FommTrainer trainer =
        new FommTrainer(
            network,
            FommTrainer.discriminator(network, training, seed),
            vgg,
            training,
            request.settings().trainer());
    trainer.recordSteps(request.resources().record());
    return trainer;
  }

  /** What a run trains with, once everything is open. */
  private record Session(
      RunFolder folder,
      CheckpointStore checkpoints,
      FommTrainer trainer,
      TrainingData data,
      long done,
      StopSignal stop) {}

  private RunSummary load(Session session) {
    Shape batch = batchShape(session.data);
    int workers = request.resources().workers();
    PairLoader.Settings loading =
        new PairLoader.Settings(
            training.batchSize(),
            training.repeats(),
            request.settings().trainer().seed(),
            workers,
            workers + 1);
    try (PairLoader loader =
        new PairLoader(
            session.data.pairs(),
            session.data.augmentation(),
            loading,
            session.done,
            listener::warning)) {
      // Only here, where all that could be refused was accepted, is anything written or removed.
      session.folder.write(YamlFile.text(request.config()), request.settings().text());
      session.checkpoints.removeAfter(session.done);
      return train(session, loader, batch);
    }
  }

  private RunSummary train(Session session, PairLoader loader, Shape batch) {
    Path modelFile = session.folder.model();
    long done = session.done;
    try (RunRecorder recorder = RunRecorder.open(session.folder, done);
        FommTask task =
            new FommTask(
                session.trainer,
                loader,
                batch,
                step -> TrainingState.writeModel(session.trainer, modelFile, about(step)))) {
      Goal goal = goal(loader);
      recorder.event("settings", done, facts(session, loader, goal));
      try (RunProgress progress = listener.begin(done, goal)) {
        TrainingLoop<PairBatch> loop =
            new TrainingLoop<>(
                request.outputs().plan(done, goal, training.batchSize()),
                recorder,
                session.checkpoints,
                progress,
                session.stop);
        TrainingLoop.Result result = loop.run(task, loader::next);
        List<String> skipped = loader.skipped();
        if (!skipped.isEmpty()) {
          recorder.event("skipped", result.steps(), Map.of("causes", skipped));
        }
        MemoryStatistics memory = session.trainer.model().backend().memory();
        recorder.event("resources", result.steps(), used(memory, loader));
        return new RunSummary(result, skipped, modelFile, memory);
      }
    }
  }

  private Shape batchShape(TrainingData data) {
    Augmentation.Size size =
        data.augmentation().outputSize(data.pairs().width(), data.pairs().height());
    model.requireFrame(size.height(), size.width());
    return Shape.of(training.batchSize(), size.height(), size.width(), 3);
  }

  private Goal goal(PairLoader loader) {
    RunStop stop = request.stop();
    long epochs = (long) training.epochs() * loader.stepsPerEpoch();
    return new Goal(
        stop.steps().orElse(stop.time().isPresent() ? Goal.ENDLESS : epochs), stop.time());
  }

  /** What the model file says about itself. */
  private Map<String, String> about(long step) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("steps", Long.toString(step));
    about.put("sampling", request.settings().alignCorners() ? "aligned" : "unaligned");
    about.put("perceptual", request.settings().perceptual().toString());
    about.put("config", YamlFile.text(request.config()));
    return about;
  }

  private static Map<String, Object> used(MemoryStatistics memory, PairLoader loader) {
    Map<String, Object> used = new LinkedHashMap<>();
    used.put("peak_bytes", memory.peak());
    used.put("seconds_waited_for_data", loader.waitedSeconds());
    return used;
  }

  /** What the log must say so that the run can be understood and repeated. */
  private Map<String, Object> facts(Session session, PairLoader loader, Goal goal) {
    Map<String, Object> facts = new LinkedHashMap<>(request.settings().asMap());
    facts.put("config", request.config().file());
    facts.put("pairs", session.data.description());
    facts.put("init", request.init().map(Path::toString).orElse("random"));
    facts.put("device", session.trainer.model().backend().name());
    facts.put("batch_size", training.batchSize());
    facts.put("steps_per_epoch", loader.stepsPerEpoch());
    facts.put("checkpoint_activations", request.resources().recompute());
    facts.put("total_steps", goal.steps() == Goal.ENDLESS ? null : goal.steps());
    facts.put("seconds", goal.time().map(t -> t.toMillis() / 1000.0).orElse(null));
    session
        .trainer
        .networks()
        .forEach((name, network) -> facts.put("parameters." + name, network.parameterCount()));
    return facts;
  }
}
