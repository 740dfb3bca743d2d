package dev.v2v.vid2vid.training;

import dev.v2v.data.Dice;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.FiniteCheck;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.metrics.MetricTable;
import dev.v2v.nn.Module;
import dev.v2v.nn.optim.GradScaler;
import dev.v2v.nn.optim.Optimizer;
import dev.v2v.nn.optim.WeightAverage;
import dev.v2v.perceptual.Vgg19;
import dev.v2v.train.TrainedState;
import dev.v2v.train.Updates;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.losses.FrameLosses;
import dev.v2v.vid2vid.networks.VideoGenerator;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a vid2vid model: for every chunk of a clip all losses are computed, generator and
 * discriminators make a step each, and the next chunk goes on from the generated images. Source:
 * Wang et al. 2018, section 3.2. Single-thread.
 *
 * <p>A step of the training is a batch of clips, so nothing of a clip outlives it: a step depends
 * on the weights, the optimisers' states, the batch and its index, and these are all that a
 * checkpoint needs.
 */
public final class Vid2vidTrainer implements TrainedState, AutoCloseable {
  private final Vid2vidModel model;
  private final Judges judges;
  private final TrainConfig config;
  private final TrainerSettings settings;
  private final int stepsPerEpoch;
  private final Rates rates;
  private final ChunkEncoder encoder;
  private final ChunkStyles styles;
  private final Recurrence recurrence;
  private final ChunkLosses losses;
  private final Map<String, Module> networks = new LinkedHashMap<>();
  private final Map<String, Optimizer> optimizers = new LinkedHashMap<>();
  private final Map<String, WeightAverage> averages = new LinkedHashMap<>();
  private final Updates updates;
  private String finding;

  /**
   * Prepares a model for training. Model and features stay the caller's.
   *
   * @param judges made for the same configuration; closed with this trainer
   * @param vgg perceptual features, {@code null} to do without
   * @param stepsPerEpoch steps after which rates and clips change
   */
  public Vid2vidTrainer(
      Vid2vidModel model,
      Judges judges,
      Vgg19 vgg,
      TrainConfig config,
      TrainerSettings settings,
      int stepsPerEpoch) {
    this.model = model;
    this.judges = judges;
    this.config = config;
    this.settings = settings;
    this.stepsPerEpoch = stepsPerEpoch;
    rates = new Rates(config.rates());
    encoder = new ChunkEncoder(model.backend(), model.config());
    styles = new ChunkStyles(model, settings.compute());
    recurrence = new Recurrence(model, settings.compute());
    losses = new ChunkLosses(model.config(), judges, vgg, config.sparse(), settings.compute());
    networks.putAll(model.networks());
    networks.putAll(judges.networks());
    networks.forEach((name, network) -> optimizers.put(name, rates.optimizer(name, network)));
    networks.values().forEach(Module::train);
    updates = new Updates(optimizers, settings.clipNorm(), settings.compute());
    restartAverages();
  }

  /**
   * Generator {@code netG0} and on, the encoder of styles {@code netE} if there is one, then the
   * discriminators, as the authors' files are called.
   */
  @Override
  public Map<String, Module> networks() {
    return Collections.unmodifiableMap(networks);
  }

  @Override
  public Map<String, Optimizer> optimizers() {
    return Collections.unmodifiableMap(optimizers);
  }

  /**
   * The averages of the generator's scales and of the encoder of styles; none if they are not asked
   * for.
   */
  @Override
  public Map<String, WeightAverage> averages() {
    return Collections.unmodifiableMap(averages);
  }

  @Override
  public Optional<GradScaler> scaler() {
    return updates.scaler();
  }

  /** Makes averages start anew from the present weights, as after loading others. */
  public void restartAverages() {
    averages.values().forEach(WeightAverage::close);
    averages.clear();
    if (settings.averageDecay() != 0) {
      model
          .networks()
          .forEach(
              (name, network) ->
                  averages.put(name, new WeightAverage(network, settings.averageDecay())));
    }
  }

  public Vid2vidModel model() {
    return model;
  }

  public TrainerSettings settings() {
    return settings;
  }

  /**
   * Trains on a batch of clips, chunk after chunk. If a loss or a norm of gradients is not finite
   * the weights stay as they were before that chunk, and the rest of the clip is left out.
   *
   * @param step index over the whole training
   * @param clips of one length, that of the step's epoch, and {@link Vid2vidConfig#ahead} more
   * @return weighted loss terms under the names of the authors' logs and the norm of each network's
   *     gradients, means over the chunks; in float16 the loss scale too
   */
  public Map<String, Double> step(long step, List<FrameSequence> clips) {
    long epoch = step / stepsPerEpoch;
    int frames = clips.get(0).frames() - model.config().ahead();
    FrameGrowth.Extent extent = config.growth().at(epoch, frames);
    rates.apply(optimizers, epoch);
    releaseScales(epoch, step);
    boolean fromNothing = model.config().noFirstImage() && !startsReal(step);
    MetricTable means = new MetricTable();
    try (ClipMemory memory = new ClipMemory(extent.lead(), losses.memory())) {
      for (int at = 0; at + extent.chunk() <= frames - extent.lead(); at += extent.chunk()) {
        Map<String, Double> numbers = chunk(clips, at, extent, memory, fromNothing);
        if (!numbers.values().stream().allMatch(Double::isFinite)) {
          return numbers;
        }
        means.addAll(numbers);
      }
    }
    return means.means();
  }

  private boolean startsReal(long step) {
    return Dice.of(settings.seed(), step).fork("start").chance(config.realStart());
  }

  /**
   * Coarser scales that are fixed get no gradients. When they are let go, all scales begin with
   * fresh moments, as the authors' new optimiser does.
   */
  private void releaseScales(long epoch, long step) {
    List<VideoGenerator> generators = model.generators();
    int finest = generators.size() - 1;
    for (int s = 0; s < finest; s++) {
      generators.get(s).requireGrad(epoch >= config.fixedEpochs());
    }
    if (finest > 0
        && config.fixedEpochs() > 0
        && step == (long) config.fixedEpochs() * stepsPerEpoch) {
      optimizers.get(Vid2vidModel.network(finest)).close(); // forgets its moments
    }
  }

  private Map<String, Double> chunk(
      List<FrameSequence> clips,
      int at,
      FrameGrowth.Extent extent,
      ClipMemory memory,
      boolean fromNothing) {
    Backend backend = model.backend();
    optimizers.values().forEach(Optimizer::clearGrad);
    try (DeviceScope scope = backend.scope("training chunk")) {
      Chunk chunk = encoder.encode(clips, at, extent.lead() + extent.chunk(), extent.lead());
      if (at == 0) {
        recurrence.begin(memory, chunk, fromNothing);
      }
      boolean rawOnly = fromNothing && at == 0; // all of the first chunk, as the authors have it
      Map<String, Double> numbers = new LinkedHashMap<>();
      Recurrence.Made made = gradients(chunk, memory, rawOnly, extent.recurrent(), numbers);
      boolean finite = numbers.values().stream().allMatch(Double::isFinite);
      if (finite && updates.apply(numbers)) {
        averages.values().forEach(WeightAverage::update);
      }
      if (!numbers.values().stream().allMatch(Double::isFinite)) {
        finding = find(chunk, memory, rawOnly, extent.recurrent());
      }
      made.levels().forEach(memory::image);
      ChunkLosses.moments(chunk, made).forEach(memory::moment);
      return numbers;
    }
  }

  /** Losses of a chunk; their gradients are with the parameters then. */
  private Recurrence.Made gradients(
      Chunk chunk, ClipMemory memory, boolean rawOnly, int recurrent, Map<String, Double> numbers) {
    try (Tape tape = Tape.open()) {
      judges.learn(false); // what the generator's loss says about their weights is of no use
      Recurrence.Made made =
          recurrence.generate(chunk, styles.seen(chunk), memory.window(), rawOnly, recurrent);
      ChunkLosses.Subject subject = losses.subject(chunk, made, memory);
      Map<String, Tensor> terms = losses.generator(subject);
      tape.backward(updates.scaled(FrameLosses.total(terms)));
      terms.forEach((name, term) -> numbers.put(name, term.item()));
      judges.learn(true);
      for (Map<String, Tensor> ofJudge : losses.judges(subject)) {
        tape.backward(updates.scaled(FrameLosses.halved(ofJudge)));
        ofJudge.forEach((name, term) -> numbers.put(name, term.item()));
      }
      return made;
    }
  }

  /** Repeats a chunk that was not finite to say where that began; no weight has changed since. */
  private String find(Chunk chunk, ClipMemory memory, boolean rawOnly, int recurrent) {
    optimizers.values().forEach(Optimizer::clearGrad);
    try (FiniteCheck check = FiniteCheck.open()) {
      gradients(chunk, memory, rawOnly, recurrent, new LinkedHashMap<>());
      return check.finding().orElse(null);
    }
  }

  /**
   * Which operator first gave a value that is not finite, in a step that ended with one; as {@link
   * FiniteCheck#finding}.
   */
  public Optional<String> finding() {
    return Optional.ofNullable(finding);
  }

  /** Releases optimisers, averages and discriminators. */
  @Override
  public void close() {
    optimizers.values().forEach(Optimizer::clearGrad);
    optimizers.values().forEach(Optimizer::close);
    averages.values().forEach(WeightAverage::close);
    judges.close();
  }
}
