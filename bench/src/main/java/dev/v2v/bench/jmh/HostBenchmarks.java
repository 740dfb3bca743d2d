package dev.v2v.bench.jmh;

import static dev.v2v.engine.op.elementwise.Binary.add;

import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.ShippedModel;
import dev.v2v.media.FrameSink;
import dev.v2v.media.FrameSource;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The Java around the kernels: dispatch, the tape, allocation, files. Each on the CPU backend. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HostBenchmarks {
  /** Bytes of the tensor that {@link #allocate} takes. */
  public static final int ALLOCATED = 1 << 20;

  /** Frames of the clip that {@link #decode} reads. */
  public static final int FRAMES = 8;

  /** Side of its frames. */
  public static final int SIDE = 256;

  private Backend backend;
  private Tensor one;
  private Tensor other;
  private Path folder;
  private Path weights;
  private Path clip;

  /** Opens the device and writes the files that are read. */
  @Setup(Level.Trial)
  public void setUp() throws IOException {
    System.setProperty("v2v.threads", "1"); // dispatch must not wait for other threads
    backend = Backends.open("cpu");
    one = Tensor.of(backend, Shape.of(1), 1).persist();
    other = Tensor.of(backend, Shape.of(1), 2).persist();
    folder = Files.createTempDirectory("v2v-jmh");
    weights = folder.resolve("weights.safetensors");
    try (var model = ShippedModel.open(backend)) {
      Map<String, ArrayData> state = model.generator().stateDict();
      SafetensorsWriter.write(weights, state, Map.of());
    }
    clip = folder.resolve("clip.mp4");
    PuppetClip drawn = PuppetWorld.of(0).clip(Kind.FACE, 0, FRAMES, SIDE);
    try (FrameSink sink = FrameSink.create(clip, SinkOptions.of(SIDE, SIDE, Rational.of(25)))) {
      for (int t = 0; t < FRAMES; t++) {
        sink.write(drawn.frame(t));
      }
      sink.finish();
    }
  }

  /** An operator on one element: the way to a kernel and back. */
  @Benchmark
  public Tensor dispatch() {
    try (DeviceScope scope = backend.scope("dispatch");
        Tape.Pause pause = Tape.pause()) {
      return add(one, other);
    }
  }

  /** The same with a tape, and back. */
  @Benchmark
  public void dispatchAndBackward() {
    one.requireGrad(true);
    try (DeviceScope scope = backend.scope("dispatch");
        Tape tape = Tape.open()) {
      tape.backward(add(one, other));
    }
    one.clearGrad();
    one.requireGrad(false);
  }

  /** A tensor from the pool, and back. */
  @Benchmark
  public Tensor allocate() {
    try (DeviceScope scope = backend.scope("allocate")) {
      return Tensor.empty(scope.backend(), Shape.of(ALLOCATED), DType.UINT8);
    }
  }

  /** The shipped generator's weights, from a file to arrays. */
  @Benchmark
  public Map<String, ArrayData> readCheckpoint() {
    try (Checkpoint checkpoint = Checkpoint.open(weights)) {
      return checkpoint.stateDict();
    }
  }

  /** All frames of a clip. */
  @Benchmark
  public int decode() {
    int sum = 0;
    try (FrameSource source = FrameSource.open(clip)) {
      RgbFrame frame = source.newFrame();
      while (source.read(frame)) {
        sum += frame.data()[0];
      }
    }
    return sum;
  }

  /** A procedural frame, as training on puppets draws them. */
  @Benchmark
  public RgbFrame drawPuppet() {
    return PuppetWorld.of(0).clip(Kind.FACE, 1, FRAMES, SIDE).frame(3);
  }

  /** Removes the files. */
  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    one.close();
    other.close();
    Files.delete(weights);
    Files.delete(clip);
    Files.delete(folder);
  }
}
