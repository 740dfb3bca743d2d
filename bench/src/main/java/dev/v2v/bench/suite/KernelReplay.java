package dev.v2v.bench.suite;

import dev.v2v.bench.suite.KernelRecorder.Launch;
import dev.v2v.bench.suite.KernelRecorder.Operand;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A recorded launch on tensors of its own, on any backend. */
final class KernelReplay {
  private static final byte POISON = (byte) 0xff; // NaN in every floating type

  private final Backend backend;
  private final Kernel<Object> kernel;
  private final Object params;
  private final List<Tensor> inputs = new ArrayList<>(); // absent ones are null
  private final List<Tensor> outputs = new ArrayList<>();

  /** What outputs hold before a launch. */
  enum Before {
    /** What they held when the launch was recorded. */
    RECORDED,
    POISON
  }

  /** Tensors join the open scope. */
  KernelReplay(Backend backend, Launch launch, Before before) {
    this.backend = backend;
    this.kernel = backend.kernels().find(Kernel.key(launch.kernel()), launch.dtype());
    this.params = launch.params();
    for (Operand o : launch.inputs()) {
      inputs.add(o == null ? null : tensor(o, o.content()));
    }
    for (Operand o : launch.outputs()) {
      if (o == null) {
        outputs.add(null);
      } else if (o.twin() >= 0) {
        outputs.add(inputs.get(o.twin()));
      } else {
        outputs.add(tensor(o, before == Before.POISON ? poison(o) : o.content()));
      }
    }
  }

  private Tensor tensor(Operand o, ByteBuffer content) {
    return Tensor.ofBytes(backend, o.spec().shape(), o.spec().dtype(), content.duplicate());
  }

  private static ByteBuffer poison(Operand o) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(o.bytes()));
    while (bytes.hasRemaining()) {
      bytes.put(POISON);
    }
    return bytes.rewind();
  }

  /** Every tensor once. */
  List<Tensor> tensors() {
    List<Tensor> all = new ArrayList<>();
    for (List<Tensor> list : List.of(inputs, outputs)) {
      for (Tensor t : list) {
        if (t != null && !all.contains(t)) {
          all.add(t);
        }
      }
    }
    return all;
  }

  void launch() {
    kernel.launch(
        backend.stream(), params, inputs.toArray(Tensor[]::new), outputs.toArray(Tensor[]::new));
  }

  /** Launches once on fresh tensors and gives the outputs, {@code null} where absent. */
  static List<double[]> results(Backend backend, Launch launch, Before before) {
    try (DeviceScope scope = backend.scope("replay")) {
      KernelReplay replay = new KernelReplay(scope.backend(), launch, before);
      replay.launch();
      backend.stream().synchronize();
      List<double[]> results = new ArrayList<>();
      replay.outputs.forEach(t -> results.add(t == null ? null : t.toDoubles()));
      return results;
    }
  }

  /** Whether a backend has the kernel of a launch. */
  static boolean runs(Backend backend, Launch launch) {
    DType dtype = launch.dtype();
    return backend.kernels().contains(Kernel.key(launch.kernel()), dtype);
  }
}
