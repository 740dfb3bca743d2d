package dev.v2v.fomm.run;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.data.PairBatch;
import dev.v2v.data.PairLoader;
import dev.v2v.data.augment.Augmentation;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.training.FommTrainer;
import dev.v2v.fomm.training.TrainConfig;
import dev.v2v.perceptual.Vgg19;
import dev.v2v.train.CheckpointStore;
import dev.v2v.train.RunFolder;
import dev.v2v.train.RunProgress;
import dev.v2v.train.RunRecorder;
import dev.v2v.train.Snapshot;
import dev.v2v.train.StopSignal;
import dev.v2v.train.TrainingLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One training run, from its request to its model file. Single-thread; runs once. */
public final class FommTraining {
  private final TrainRequest request;
  private final FommConfig model;
  private final TrainConfig training;
  private final Listener listener;

  /** Is told how it goes. */
  public interface Listener {
    /** Something the user should know; called from any thread. */
    void warning(String text);

    /** Steps begin. */
    RunProgress begin(long stepsDone, long totalSteps);
  }

  /**
   * How a run ended.
   *
   * @param steps made in the whole training
   * @param finished whether these are all
   * @param skipped why clips were left out, a text for each
   * @param model file of the trained weights
   */
  public record Summary(
      long steps, boolean finished, Map<String, Double> last, List<String> skipped, Path model) {}

  /**
   * Reads the request's configuration.
   *
   * @throws InputException if it cannot be trained as it is
   */
  public FommTraining(TrainRequest request, Listener listener) {
    this.request = request;
    this.listener = listener;
    this.model = FommConfig.of(request.config());
    this.training = TrainConfig.of(request.config().childOrEmpty("train_params"));
  }

  /**
   * Trains.
   *
   * @throws InputException if data, checkpoint or folder cannot be used
   * @throws dev.v2v.train.NonFiniteException if a loss becomes NaN or infinite
   */
  public Summary run(Backend backend) {
    requireFolder();
    try (RunFolder folder = RunFolder.open(request.out());
        StopSignal stop = StopSignal.install()) {
      CheckpointStore checkpoints =
          new CheckpointStore(folder.checkpoints(), request.outputs().keep(), listener::warning);
      Optional<Snapshot> from = snapshot(checkpoints);
      from.ifPresent(snapshot -> checkpoints.removeAfter(snapshot.step()));
      writeConfig(folder);
      try (FommModel network =
              FommModel.random(backend, model, request.trainer().seed(), request.alignCorners());
          Vgg19 vgg = request.perceptual().open(backend);
          FommTrainer trainer =
              new FommTrainer(
                  network,
                  FommTrainer.discriminator(network, training, request.trainer().seed()),
                  vgg,
                  training,
                  request.trainer())) {
        request.init().ifPresent(file -> TrainingState.warmStart(file, trainer));
        from.ifPresent(snapshot -> TrainingState.restore(snapshot, trainer));
        return train(folder, checkpoints, trainer, from.map(Snapshot::step).orElse(0L), stop);
      }
    }
  }

  private Summary train(
      RunFolder folder,
      CheckpointStore checkpoints,
      FommTrainer trainer,
      long done,
      StopSignal stop) {
    ConfigNode params = request.config().childOrEmpty("dataset_params");
    TrainingData data =
        TrainingData.open(
            request.data(), params, folder.path().resolve("frames"), listener::warning);
    Augmentation.Size size =
        data.augmentation().outputSize(data.pairs().width(), data.pairs().height());
    Shape batch = Shape.of(training.batchSize(), size.height(), size.width(), 3);
    model.requireFrame(size.height(), size.width());
    Path modelFile = folder.path().resolve("model.safetensors");
    int workers = request.data().workers();
    PairLoader.Settings loading =
        new PairLoader.Settings(
            training.batchSize(),
            training.repeats(),
            request.trainer().seed(),
            workers,
            workers + 1);
    try (PairLoader loader =
            new PairLoader(data.pairs(), data.augmentation(), loading, done, listener::warning);
        RunRecorder recorder = RunRecorder.open(folder, done);
        FommTask task =
            new FommTask(
                trainer,
                loader,
                batch,
                step -> TrainingState.writeModel(trainer, modelFile, about(step)))) {
      long total = totalSteps(loader);
      recorder.event("settings", done, settings(trainer, data, loader, total));
      TrainRequest.Outputs outputs = request.outputs();
      TrainingLoop.Plan plan =
          new TrainingLoop.Plan(
              done,
              total,
              training.batchSize(),
              outputs.logEvery(),
              outputs.imageEvery(),
              0,
              outputs.checkpointEvery());
      try (RunProgress progress = listener.begin(done, total)) {
        Timed<PairBatch> timed = new Timed<>(task, request.stop().time(), stop);
        TrainingLoop.Outcome outcome =
            new TrainingLoop<PairBatch>(plan, recorder, checkpoints, progress, stop)
                .run(timed, loader::next);
        List<String> skipped = loader.skipped();
        boolean finished = outcome == TrainingLoop.Outcome.FINISHED || timed.isOver();
        return new Summary(timed.steps(done), finished, timed.last(), skipped, modelFile);
      }
    }
  }

  private long totalSteps(PairLoader loader) {
    TrainRequest.Stop rules = request.stop();
    if (rules.steps().isPresent()) {
      return rules.steps().getAsLong();
    }
    return rules.time().isPresent()
        ? Long.MAX_VALUE
        : Math.multiplyExact((long) training.epochs(), loader.stepsPerEpoch());
  }

  private Optional<Snapshot> snapshot(CheckpointStore checkpoints) {
    if (!request.resume()) {
      return Optional.empty();
    }
    CheckpointStore.Saved latest =
        checkpoints
            .latest()
            .orElseThrow(
                () ->
                    new InputException(
                        request.out() + ": --resume needs a checkpoint, the run has none"));
    return Optional.of(Snapshot.read(latest.file()));
  }

  /** A new run starts in a new or empty folder, so that no other run's files are taken for its. */
  private void requireFolder() {
    Path out = request.out();
    if (request.resume() || !Files.exists(out)) {
      return;
    }
    try (Stream<Path> entries = Files.list(out)) {
      long count = entries.count();
      if (count > 0) {
        throw new InputException(
            out
                + ": a new run needs a new or empty folder, this one has "
                + count
                + " entries (--resume continues the run in it)");
      }
    } catch (IOException e) {
      throw new InputException(out + ": a run needs a folder: " + e, e);
    }
  }

  private void writeConfig(RunFolder folder) {
    try {
      Files.writeString(folder.config(), YamlFile.text(request.config()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> about(long step) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("model", "first order motion model");
    about.put("steps", Long.toString(step));
    about.put("sampling", request.alignCorners() ? "aligned" : "unaligned");
    about.put("config", YamlFile.text(request.config()));
    return about;
  }

  /** What the log must say so that the run can be understood and repeated. */
  private Map<String, Object> settings(
      FommTrainer trainer, TrainingData data, PairLoader loader, long total) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("config", request.config().file());
    settings.put("data", data.description());
    settings.put("hold_out", request.data().holdOut().share());
    settings.put("perceptual", request.perceptual().toString());
    settings.put("init", request.init().map(Path::toString).orElse("random"));
    settings.put("sampling", request.alignCorners() ? "aligned" : "unaligned");
    settings.put("device", trainer.model().backend().name());
    settings.put("precision", request.trainer().compute().toString());
    settings.put("seed", request.trainer().seed());
    settings.put("batch_size", training.batchSize());
    settings.put("parts", request.trainer().parts());
    settings.put("clip", request.trainer().clipNorm());
    settings.put("ema", request.trainer().averageDecay());
    settings.put("steps_per_epoch", loader.stepsPerEpoch());
    settings.put("total_steps", total == Long.MAX_VALUE ? null : total);
    trainer
        .networks()
        .forEach((name, network) -> settings.put("parameters." + name, network.parameterCount()));
    return settings;
  }
}
