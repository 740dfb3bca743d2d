package dev.v2v.bench.suite;

import dev.v2v.bench.cases.Init;
import dev.v2v.bench.cases.Input;
import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.State;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.FirstFrames;
import dev.v2v.vid2vid.LabelEncoder;
import dev.v2v.vid2vid.Synthesizer;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.networks.LabelMaps;
import java.util.ArrayList;
import java.util.List;

/** A frame of vid2vid's sequential generator, from label maps of a street to an image. */
final class SynthesisBenchmark {
  private static final int CLASSES = 35;

  private SynthesisBenchmark() {}

  static Benchmark benchmark() {
    return new Benchmark(
        "models",
        "vid2vid_frame",
        List.of(Axis.of("ngf", "32", "128"), Axis.of("width", "256", "512")),
        SynthesisBenchmark::prepare);
  }

  private static void prepare(State state) {
    int width = state.setting().number("width");
    String config = "label_nc: " + CLASSES + "\nngf: " + state.setting().number("ngf") + "\n";
    Vid2vidModel model =
        state.own(
            Vid2vidModel.random(state.backend(), Vid2vidConfig.parse("bench.yaml", config), 1));
    model.prepareForInference();
    LabelMaps encoded = street(state, model.config().labels(), width);
    int given = model.config().generator().frames() - 1;
    List<Tensor> first = new ArrayList<>();
    for (int i = 0; i < given; i++) {
      first.add(tensor(state, encoded.shape().with(3, 3), Init.uniform(-1, 1), 2 + i));
    }
    Synthesizer sequence =
        state.own(new Synthesizer(model, new FirstFrames.Given(first), state.dtype()));
    Runnable once =
        () -> {
          try (DeviceScope scope = state.backend().scope("frame")) {
            sequence.next(encoded);
          }
        };
    for (int i = 0; i < given; i++) {
      once.run(); // images come after as many label maps as were given
    }
    state.work(Counted.of(state.backend(), once).work(1, "frame"));
    state.launcher(1, turn -> once.run());
    state.parts(() -> KernelRecorder.seconds(state.backend(), once));
    state.withoutCold();
    state.check(() -> check(state, sequence, encoded));
  }

  /** A drawn street: how much work the first convolution is depends on the regions in its map. */
  private static LabelMaps street(State state, Vid2vidConfig.Labels labels, int width) {
    LabelMap map = StreetWorld.of(1).clip(0, 1, width, width / 2).moment(0).labels();
    LabelEncoder encoder = new LabelEncoder(state.backend(), labels);
    LabelMaps encoded = encoder.encode(map.classImage(), map.instanceImage()).kept();
    state.own(encoded);
    return encoded;
  }

  private static Tensor tensor(State state, Shape shape, Init init, long seed) {
    double[] values = Input.of("values", shape, init).draw(seed);
    return state.own(Tensor.of(state.backend(), shape, DType.FLOAT32, values).persist());
  }

  private static Check check(State state, Synthesizer sequence, LabelMaps encoded) {
    try (DeviceScope scope = state.backend().scope("check")) {
      for (double v : sequence.next(encoded).orElseThrow().image().toDoubles()) {
        if (!(v >= -1 && v <= 1)) {
          return Check.wrong("samples must be in [-1, 1], got " + v);
        }
      }
      return Check.right("samples in [-1, 1]");
    }
  }
}
