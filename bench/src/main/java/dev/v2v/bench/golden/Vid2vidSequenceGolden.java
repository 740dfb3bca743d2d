package dev.v2v.bench.golden;

import dev.v2v.bench.cases.Tolerance;
import dev.v2v.bench.selftest.Comparison;
import dev.v2v.config.ConfigNode;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.vid2vid.FirstFrames;
import dev.v2v.vid2vid.LabelEncoder;
import dev.v2v.vid2vid.SynthesizedFrame;
import dev.v2v.vid2vid.Synthesizer;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.networks.LabelMaps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A sequence that the model begins itself: encoded label maps and generated frames.
 *
 * <p>IMPLEMENTATION NOTES: a random network does not forget. What rounding does to one frame, the
 * next moves about and enlarges several times, so that the last frames of a recorded sequence are
 * uncertain by far more than one pass of a network is. The first frame is therefore held to the
 * tolerance of outputs; later ones to that plus what they change by when every weight is nudged by
 * about the rounding of float32, which is measured here, sequence by sequence. Errors in what the
 * sequence remembers are larger by orders of magnitude.
 */
final class Vid2vidSequenceGolden {
  /**
   * Relative. Moves the first frame by a third of the tolerance, which is how far the recorded
   * outputs of one pass are from a float64 run.
   */
  private static final float NUDGE = 0x1p-18f;

  private static final int NUDGED_RUNS = 3;

  private Vid2vidSequenceGolden() {}

  static boolean understands(GoldenFile file) {
    return file.metadata().containsKey("config") && file.has("labels") && file.has("frame0");
  }

  static Vid2vidConfig config(GoldenFile file) {
    return Vid2vidConfig.of(ConfigNode.root(file.name(), FommGolden.plain(file.json("config"))));
  }

  static GoldenResult check(GoldenFile file, Backend backend) {
    Vid2vidConfig config = config(file);
    List<Map<String, ArrayData>> weights = new ArrayList<>();
    for (int s = 0; s < config.generator().scales(); s++) {
      weights.add(file.group("netG" + s + "."));
    }
    List<Moment> moments = run(file, backend, config, weights);
    List<List<Moment>> nudged = new ArrayList<>();
    for (int seed = 0; seed < NUDGED_RUNS; seed++) {
      Random random = new Random(seed);
      nudged.add(run(file, backend, config, weights.stream().map(w -> nudge(w, random)).toList()));
    }
    List<Comparison> c = new ArrayList<>();
    for (int t = 0; t < moments.size(); t++) {
      FommGolden.compare(c, file, "encoded_label" + t, moments.get(t).labels());
      double unsure = t == 0 ? 0 : largestChange(moments, nudged, t);
      Tolerance tolerance =
          new Tolerance(GoldenTolerance.OUTPUT.atol() + unsure, GoldenTolerance.OUTPUT.rtol());
      String key = "frame" + t;
      double[] want = file.array(key).toDoubles();
      c.add(Comparison.of(key, moments.get(t).image(), want, tolerance, 1));
    }
    if (file.has("frame" + moments.size())) {
      throw new InputException(file.name() + ": only " + moments.size() + " frames were generated");
    }
    return GoldenResult.of(file.name(), "sequence", c);
  }

  /** Labels and image of one generated frame, in PyTorch's order. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Moment(double[] labels, double[] image) {}

  private static List<Moment> run(
      GoldenFile file,
      Backend backend,
      Vid2vidConfig config,
      List<Map<String, ArrayData>> weights) {
    List<Moment> moments = new ArrayList<>();
    try (Vid2vidModel model = Vid2vidModel.of(backend, config, weights);
        Synthesizer sequence = new Synthesizer(model, new FirstFrames.None(), DType.FLOAT32)) {
      model.prepareForInference();
      LabelEncoder encoder = new LabelEncoder(backend, config.labels());
      for (int t = 0; t < file.array("labels").shape().dim(0); t++) {
        try (DeviceScope scope = backend.scope("golden frame")) {
          IdImage instances = config.labels().instances() ? map(file, "instances", t) : null;
          LabelMaps encoded = encoder.encode(map(file, "labels", t), instances);
          Optional<SynthesizedFrame> frame = sequence.next(encoded);
          frame.ifPresent(
              f ->
                  moments.add(
                      new Moment(
                          GoldenCase.values(encoded.channels(), true),
                          GoldenCase.values(f.image(), true))));
        }
      }
    }
    return moments;
  }

  /** How far image {@code t} of any nudged run is from the plain one. */
  private static double largestChange(List<Moment> plain, List<List<Moment>> nudged, int t) {
    double largest = 0;
    for (List<Moment> run : nudged) {
      for (int i = 0; i < plain.get(t).image().length; i++) {
        double change = Math.abs(plain.get(t).image()[i] - run.get(t).image()[i]);
        largest = Math.max(largest, change);
      }
    }
    return largest;
  }

  /** Weights a few roundings of float32 away. */
  private static Map<String, ArrayData> nudge(Map<String, ArrayData> weights, Random random) {
    Map<String, ArrayData> nudged = new LinkedHashMap<>();
    weights.forEach(
        (key, array) -> {
          if (!array.dtype().isFloating()) {
            nudged.put(key, array);
            return;
          }
          float[] values = array.toFloats();
          for (int i = 0; i < values.length; i++) {
            values[i] *= random.nextBoolean() ? 1 + NUDGE : 1 - NUDGE;
          }
          nudged.put(key, ArrayData.ofFloats(array.shape(), values));
        });
    return nudged;
  }

  private static IdImage map(GoldenFile file, String key, int t) {
    ArrayData all = file.array(key); // (T, 1, H, W)
    int h = all.shape().dim(2);
    int w = all.shape().dim(3);
    long[] values = all.toLongs();
    int[] ids = new int[h * w];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Math.toIntExact(values[t * ids.length + i]);
    }
    return new IdImage(w, h, ids);
  }
}
