package dev.v2v.bench.jmh;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.conv.Conv2d;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * The convolutions of a model, launched one after the other with nothing in between: the floor that
 * a frame of the model is held against. Single-thread.
 */
final class ConvReplay implements AutoCloseable {
  private static final Kernel.Key<Conv2d.Params> KEY = Kernel.key("conv2d");

  private final Backend backend;
  private final List<Launch> launches = new ArrayList<>();

  private record Recorded(Conv2d.Params params, List<TensorSpec> in, TensorSpec out) {}

  private record Launch(Conv2d.Params params, List<Tensor> in, Tensor out) {}

  private ConvReplay(Backend backend) {
    this.backend = backend;
  }

  /** Records the convolutions that {@code run} launches on {@code backend}. */
  static ConvReplay record(Backend backend, Runnable run) {
    List<Recorded> recorded = new ArrayList<>();
    KernelRegistry kernels = backend.kernels();
    Map<DType, Kernel<Conv2d.Params>> plain = new EnumMap<>(DType.class);
    for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16)) {
      plain.put(dtype, kernels.find(KEY, dtype));
      kernels.add(KEY, List.of(dtype), recording(plain.get(dtype), recorded));
    }
    run.run();
    plain.forEach((dtype, kernel) -> kernels.add(KEY, List.of(dtype), kernel));
    ConvReplay replay = new ConvReplay(backend);
    Random random = new Random(1);
    for (Recorded r : recorded) {
      List<Tensor> in = new ArrayList<>(); // absent inputs stay null
      r.in().forEach(spec -> in.add(spec == null ? null : random(backend, spec, random)));
      Tensor out = Tensor.empty(backend, r.out().shape(), r.out().dtype()).persist();
      replay.launches.add(new Launch(r.params(), in, out));
    }
    return replay;
  }

  private static Kernel<Conv2d.Params> recording(
      Kernel<Conv2d.Params> kernel, List<Recorded> recorded) {
    return (stream, params, in, out) -> {
      List<TensorSpec> specs = new ArrayList<>();
      for (Tensor t : in) {
        specs.add(t == null ? null : t.spec());
      }
      recorded.add(new Recorded(params, specs, out[0].spec()));
      kernel.launch(stream, params, in, out);
    };
  }

  /** Random data, since constant data lets some chips clock higher. */
  private static Tensor random(Backend backend, TensorSpec spec, Random random) {
    double[] values = new double[Math.toIntExact(spec.shape().elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian() * 0.1;
    }
    return Tensor.of(backend, spec.shape(), spec.dtype(), values).persist();
  }

  /** Number of convolutions. */
  int size() {
    return launches.size();
  }

  /** Multiply-adds of all convolutions. */
  long multiplyAdds() {
    long sum = 0;
    for (Launch l : launches) {
      Tensor w = l.in().get(1);
      sum += l.out().elements() * w.dim(1) * w.dim(2) * w.dim(3);
    }
    return sum;
  }

  /** Launches every convolution once. */
  void run() {
    for (Launch l : launches) {
      Tensor[] in = l.in().toArray(Tensor[]::new);
      Kernel<Conv2d.Params> kernel = backend.kernels().find(KEY, in[0].dtype());
      kernel.launch(backend.stream(), l.params(), in, new Tensor[] {l.out()});
    }
  }

  @Override
  public void close() {
    for (Launch l : launches) {
      l.out().close();
      l.in().stream().filter(Objects::nonNull).forEach(Tensor::close);
    }
  }
}
