package dev.v2v.perceptual;

import static dev.v2v.engine.op.loss.CrossEntropy.crossEntropy;
import static dev.v2v.engine.op.reduce.ArgMax.argmax;

import dev.v2v.data.shapes.Colours;
import dev.v2v.data.shapes.ShapeWorld;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.optim.Adam;
import dev.v2v.nn.optim.Optimizer;
import dev.v2v.nn.optim.Schedule;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Makes the features of {@link Vgg19#procedural}: a thin VGG-19 learns to tell the objects of drawn
 * scenes by their shape, whatever colours and patterns they have, and is then frozen. Every scene
 * is seen once; scenes of the test are never trained on. Single-thread.
 */
public final class FeatureTraining {
  private static final int WARM_UP = 100;
  private static final long TEST_SCENES = 1L << 40;
  private static final int TEST_BATCH = 50;

  /**
   * How to train.
   *
   * @param steps at least 1
   * @param batch scenes in a step
   * @param rate learning rate after {@value FeatureTraining#WARM_UP} steps; from there it falls
   *     along a cosine to 0
   * @param side of a cut-out in pixels, a multiple of 16; scenes are twice as wide
   * @param divisor of VGG-19's width
   * @param tests scenes to test on, a multiple of {@value FeatureTraining#TEST_BATCH}
   */
  public record Settings(
      long seed, int steps, int batch, double rate, int side, int divisor, int tests) {
    /** What the features inside the jar were made with. */
    public static final Settings SHIPPED = new Settings(0, 4000, 32, 3e-3, 32, 8, 2000);

    public Settings {
      if (steps < 1 || batch < 1 || divisor < 1) {
        throw new InputException(
            "features: steps, batch and divisor must be positive, got "
                + steps
                + ", "
                + batch
                + " and "
                + divisor);
      }
      if (!(rate > 0 && rate < 1)) {
        throw new InputException("features: rate must be between 0 and 1, got " + rate);
      }
      if (side < 16 || side % 16 != 0) {
        throw new InputException("features: side must be a multiple of 16, got " + side);
      }
      if (tests < 1 || tests % TEST_BATCH != 0) {
        throw new InputException(
            "features: tests must be a multiple of " + TEST_BATCH + ", got " + tests);
      }
    }
  }

  /** Told how it goes. */
  public interface Listener {
    /** After every step. */
    void step(int done, double loss);
  }

  private final Backend backend;
  private final Settings settings;
  private final ShapeWorld world;

  public FeatureTraining(Backend backend, Settings settings) {
    this.backend = backend;
    this.settings = settings;
    this.world = ShapeWorld.of(settings.seed(), 2 * settings.side(), Colours.ANY, 1);
  }

  /**
   * Trains and writes the features as bfloat16, in torchvision's keys.
   *
   * @param out a safetensors file
   * @return share of objects of new scenes whose class the written features tell; a guess is right
   *     one time in eight
   */
  public double run(Path out, Listener listener) {
    Vgg19 vgg = Vgg19.random(backend, settings.seed(), settings.divisor());
    Init init = Init.seeded(backend, settings.seed() + 1);
    try (ShapeClassifier classifier = new ShapeClassifier(init, vgg)) {
      train(classifier, listener);
      try (DeviceScope scope = backend.scope("feature scale")) {
        classifier.fold(batch(TEST_SCENES, TEST_BATCH).images());
      }
      double accuracy = test(classifier);
      write(vgg, accuracy, out);
      return accuracy;
    }
  }

  private ShapeBatch batch(long first, int count) {
    return ShapeBatch.of(backend, world, settings.side(), first, count);
  }

  private void train(ShapeClassifier classifier, Listener listener) {
    Schedule falling = Schedule.cosine(Math.max(1, settings.steps() - WARM_UP), 0);
    Schedule schedule = Schedule.warmUp(WARM_UP, falling);
    try (Optimizer optimizer =
        Optimizer.of(Adam.of(0.9, 0.999), settings.rate(), classifier.parameters())) {
      for (int step = 0; step < settings.steps(); step++) {
        schedule.apply(optimizer, step);
        optimizer.zeroGrad();
        double loss;
        try (DeviceScope scope = backend.scope("feature training");
            Tape tape = Tape.open()) {
          long first = (long) step * settings.batch();
          ShapeBatch batch = batch(first, settings.batch());
          Tensor error = crossEntropy(classifier.forward(batch.images()), batch.classes());
          tape.backward(error);
          optimizer.step();
          loss = error.item();
        }
        listener.step(step + 1, loss);
      }
    }
  }

  private double test(ShapeClassifier classifier) {
    int right = 0;
    for (int first = 0; first < settings.tests(); first += TEST_BATCH) {
      try (DeviceScope scope = backend.scope("feature test")) {
        ShapeBatch batch = batch(TEST_SCENES + TEST_BATCH + first, TEST_BATCH);
        long[] said = argmax(classifier.forward(batch.images()), -1, false).toLongs();
        long[] truth = batch.classes().toLongs();
        for (int i = 0; i < truth.length; i++) {
          right += said[i] == truth[i] ? 1 : 0;
        }
      }
    }
    return (double) right / settings.tests();
  }

  private void write(Vgg19 vgg, double accuracy, Path out) {
    Map<String, ArrayData> state = new LinkedHashMap<>();
    vgg.stateDict().forEach((key, values) -> state.put(key, values.to(DType.BFLOAT16)));
    Map<String, String> about = new LinkedHashMap<>();
    about.put("features", "procedural");
    about.put("settings", settings.toString());
    about.put("accuracy", String.format(Locale.ROOT, "%.4f", accuracy));
    SafetensorsWriter.write(out, state, about);
  }
}
