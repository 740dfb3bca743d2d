package dev.v2v.fomm.training;

import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.shape.Slice.slice;

import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.FiniteCheck;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.random.Generator;
import dev.v2v.fomm.FommModel;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.optim.Adam;
import dev.v2v.nn.optim.GradScaler;
import dev.v2v.nn.optim.Optimizer;
import dev.v2v.nn.optim.Schedule;
import dev.v2v.nn.optim.WeightAverage;
import dev.v2v.perceptual.Vgg19;
import dev.v2v.train.TrainedState;
import dev.v2v.train.Updates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Trains a First Order Motion Model: generator and key-point detector on one backward pass, then
 * the discriminator on the same prediction, each with an Adam of its own. Source: Siarohin et al.
 * 2019, section 3.4 and supplementary material A. Single-thread.
 *
 * <p>A step depends on the weights, the optimisers' states, the batch and the index of the step;
 * the random transform is drawn from seed and index. So these are all that a checkpoint needs.
 */
public final class FommTrainer implements TrainedState, AutoCloseable {
  private static final double BETA1 = 0.5;
  private static final double BETA2 = 0.999;
  private static final double LR_DECAY = 0.1;

  /** Steps that run operator by operator before one is recorded. */
  private static final int EAGER_STEPS = 2;

  /** Random blocks set apart for the transforms of one step; a sample takes 8. */
  private static final long BLOCKS_PER_STEP = 1L << 16;

  private final FommModel model;
  private final MultiScaleDiscriminator discriminator;
  private final TrainConfig config;
  private final TrainerSettings settings;
  private final FommLosses losses;
  private final Schedule schedule;
  private final Map<String, Module> networks = new LinkedHashMap<>();
  private final Map<String, Optimizer> optimizers = new LinkedHashMap<>();
  private final Map<String, WeightAverage> averages = new LinkedHashMap<>();
  private final Updates updates;
  private boolean recording;
  private RecordedPass recorded;
  private List<String> termNames = List.of();
  private int stepsRun;
  private boolean updated;

  /**
   * Prepares a model for training. Model and features stay the caller's.
   *
   * @param discriminator initialised; {@code null} exactly if the adversarial weight is 0. Closed
   *     with this trainer
   * @param vgg perceptual features, {@code null} for an L1 loss on pixels in their place
   * @throws InputException if the batch does not divide into the parts asked for
   */
  public FommTrainer(
      FommModel model,
      MultiScaleDiscriminator discriminator,
      Vgg19 vgg,
      TrainConfig config,
      TrainerSettings settings) {
    if ((discriminator != null) != isAdversarial(config)) {
      throw new IllegalArgumentException(
          "trainer: a discriminator must be given exactly if generator_gan is not 0, got "
              + config.weights().generatorGan());
    }
    if (config.batchSize() % settings.parts() != 0) {
      throw new InputException(
          "training: batch_size must be a multiple of the parts, got "
              + config.batchSize()
              + " in "
              + settings.parts());
    }
    this.model = model;
    this.discriminator = discriminator;
    this.config = config;
    this.settings = settings;
    this.recording = model.backend().records();
    this.losses = new FommLosses(model, discriminator, vgg, config, settings.compute());
    this.schedule =
        Schedule.multiStep(
            LR_DECAY, config.milestones().stream().mapToLong(Integer::longValue).toArray());
    add("generator", model.generator(), config.lrGenerator());
    add("kp_detector", model.kpDetector(), config.lrKpDetector());
    if (discriminator != null) {
      add("discriminator", discriminator, config.lrDiscriminator());
    }
    updates = new Updates(optimizers, settings.clipNorm(), settings.compute());
    restartAverages();
  }

  /** Whether training has a discriminator. */
  public static boolean isAdversarial(TrainConfig config) {
    return config.weights().generatorGan() != 0;
  }

  /** A new discriminator for a model, {@code null} if the configuration trains without one. */
  public static MultiScaleDiscriminator discriminator(
      FommModel model, TrainConfig config, long seed) {
    if (!isAdversarial(config)) {
      return null;
    }
    if (model.config().discriminator() == null) {
      throw new InputException(
          "configuration: generator_gan other than 0 needs discriminator_params, got none");
    }
    return new MultiScaleDiscriminator(Init.seeded(model.backend(), seed), model.config());
  }

  private void add(String name, Module network, double lr) {
    networks.put(name, network);
    network.train();
    network.requireGrad(lr != 0); // rate 0 means frozen: then its gradients are not computed
    Adam adam = Adam.of(BETA1, BETA2).with(settings.epsilon());
    optimizers.put(name, Optimizer.of(adam, lr, network.parameters()));
  }

  /** The networks in training, by the names of the authors' checkpoints. */
  @Override
  public Map<String, Module> networks() {
    return Collections.unmodifiableMap(networks);
  }

  @Override
  public Map<String, Optimizer> optimizers() {
    return Collections.unmodifiableMap(optimizers);
  }

  /** The averages of the model's networks; none if they are not asked for. */
  @Override
  public Map<String, WeightAverage> averages() {
    return Collections.unmodifiableMap(averages);
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

  @Override
  public Optional<GradScaler> scaler() {
    return updates.scaler();
  }

  public FommModel model() {
    return model;
  }

  public TrainConfig config() {
    return config;
  }

  public TrainerSettings settings() {
    return settings;
  }

  /**
   * Whether forward and backward are recorded after some steps and then replayed as one graph, to
   * the same bits; else, and always on a device that records nothing, they run operator by
   * operator. It is so from the beginning where the device records.
   */
  public void recordSteps(boolean record) {
    recording = record && model.backend().records();
    if (!recording) {
      dropRecording();
    }
  }

  /** Whether steps are replayed by now. */
  public boolean isReplaying() {
    return recorded != null;
  }

  /**
   * Makes one step on pairs of frames {@code (N, H, W, 3)}, float32 in [0, 1]. If a loss or a norm
   * of gradients is not finite the weights stay as they are, and the gradients stay to be looked
   * at.
   *
   * @param step index over the whole training
   * @param epoch that the step belongs to, for the learning rates
   * @return weighted loss terms under the names of the authors' logs, and the norm of each
   *     network's gradients; in float16 the loss scale too, alone where it made gradients overflow,
   *     which leaves the step out and lowers the scale
   */
  public Map<String, Double> step(long step, long epoch, Tensor source, Tensor driving) {
    optimizers.values().forEach(optimizer -> schedule.apply(optimizer, epoch));
    Map<String, Double> numbers = gradients(step, source, driving);
    stepsRun++;
    updated = numbers.values().stream().allMatch(Double::isFinite) && updates.apply(numbers);
    if (updated) {
      averages.values().forEach(WeightAverage::update);
    }
    return numbers;
  }

  /**
   * Repeats the computation of a step that was not finite, to say where that began: no weight has
   * changed since, but spectral norms have made one more step of their power iteration.
   *
   * @return as {@link FiniteCheck#finding}
   */
  public Optional<String> findNonFinite(long step, Tensor source, Tensor driving) {
    try (FiniteCheck check = FiniteCheck.open();
        DeviceScope scope = model.backend().scope("non-finite step")) {
      eager(source, driving, transforms(step, source.dim(0) / settings.parts()));
      return check.finding();
    }
  }

  /** Loss terms of a batch; its gradients are with the parameters then. */
  private Map<String, Double> gradients(long step, Tensor source, Tensor driving) {
    try (DeviceScope scope = model.backend().scope("training batch")) {
      List<EquivarianceTransform> transforms = transforms(step, source.dim(0) / settings.parts());
      return recording && isReplayable(source)
          ? replayed(source, driving, transforms)
          : eager(source, driving, transforms);
    }
  }

  /** One for each part. */
  private List<EquivarianceTransform> transforms(long step, int size) {
    Generator random = new Generator(settings.seed(), Math.multiplyExact(step, BLOCKS_PER_STEP));
    List<EquivarianceTransform> drawn = new ArrayList<>();
    for (int i = 0; i < settings.parts(); i++) {
      drawn.add(EquivarianceTransform.draw(model.backend(), random, size, config.transform()));
    }
    return drawn;
  }

  private Map<String, Double> eager(
      Tensor source, Tensor driving, List<EquivarianceTransform> transforms) {
    dropRecording();
    optimizers.values().forEach(Optimizer::clearGrad);
    Map<String, Double> numbers = new LinkedHashMap<>();
    pass(source, driving, transforms, (part, name, term) -> add(numbers, name, term));
    termNames = List.copyOf(numbers.keySet());
    return numbers;
  }

  /**
   * Whether a recording suits the batch, or one can be made: after some steps, so that kernels are
   * there and algorithms chosen, and right after the weights have changed, so that what is derived
   * from them, 16-bit copies for instance, is stale and gets derived within the recording.
   */
  private boolean isReplayable(Tensor batch) {
    return recorded != null
        ? recorded.suits(batch, lossScale())
        : updated && stepsRun >= EAGER_STEPS;
  }

  private double lossScale() {
    return scaler().map(GradScaler::scale).orElse(1.0);
  }

  private Map<String, Double> replayed(
      Tensor source, Tensor driving, List<EquivarianceTransform> transforms) {
    if (recorded == null) {
      optimizers.values().forEach(Optimizer::clearGrad); // the recording has gradients of its own
      model.backend().trim(); // and memory of its own
      recorded =
          new RecordedPass(
              model.backend(),
              source,
              driving,
              transforms,
              termNames,
              networks.values(),
              lossScale(),
              this::pass);
    }
    recorded.replay(source, driving, transforms);
    Map<String, Double> numbers = new LinkedHashMap<>();
    recorded.terms().forEach(part -> part.forEach((name, term) -> add(numbers, name, term)));
    return numbers;
  }

  private void dropRecording() {
    if (recorded != null) {
      optimizers.values().forEach(Optimizer::clearGrad);
      recorded.close();
      recorded = null;
    }
  }

  /** Forward and backward of all parts: neither takes anything from the host. */
  private void pass(
      Tensor source,
      Tensor driving,
      List<EquivarianceTransform> transforms,
      RecordedPass.Terms terms) {
    int parts = settings.parts();
    int size = source.dim(0) / parts;
    for (int i = 0; i < parts; i++) {
      int part = i;
      try (DeviceScope scope = model.backend().scope("training step")) {
        Tensor from = parts == 1 ? source : slice(source, 0, i * size, (i + 1) * size);
        Tensor to = parts == 1 ? driving : slice(driving, 0, i * size, (i + 1) * size);
        accumulate(from, to, transforms.get(i), (name, term) -> terms.add(part, name, term));
      }
    }
  }

  /** Adds the gradients of one part, and tells its loss terms. */
  private void accumulate(
      Tensor source,
      Tensor driving,
      EquivarianceTransform transform,
      BiConsumer<String, Tensor> terms) {
    try (Tape tape = Tape.open()) {
      // Frozen meanwhile: what the generator's loss says about these weights is of no use.
      freezeDiscriminator(true);
      FommLosses.Pass pass = losses.generator(source, driving, transform);
      tape.backward(updates.scaled(share(pass.total())));
      pass.terms().forEach(terms);
      freezeDiscriminator(false);
      if (discriminator != null) {
        Tensor loss = losses.discriminator(driving, pass);
        tape.backward(updates.scaled(share(loss)));
        terms.accept("disc_gan", loss);
      }
    }
  }

  private void freezeDiscriminator(boolean frozen) {
    if (discriminator != null && config.lrDiscriminator() != 0) {
      discriminator.parameters().forEach(p -> p.tensor().requireGrad(!frozen));
    }
  }

  private Tensor share(Tensor loss) {
    return settings.parts() == 1 ? loss : affine(loss, 1.0 / settings.parts(), 0);
  }

  private void add(Map<String, Double> numbers, String name, Tensor term) {
    numbers.merge(name, term.item() / settings.parts(), Double::sum);
  }

  /** Releases optimisers, averages and discriminator. */
  @Override
  public void close() {
    dropRecording();
    optimizers.values().forEach(Optimizer::clearGrad);
    optimizers.values().forEach(Optimizer::close);
    averages.values().forEach(WeightAverage::close);
    if (discriminator != null) {
      discriminator.close();
    }
  }
}
