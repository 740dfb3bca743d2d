package dev.v2v.bench.suite;

import static dev.v2v.engine.op.elementwise.Unary.relu;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.cases.Tolerance;
import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.suite.KernelRecorder.Launch;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostBackend;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Kernels that are wrong on purpose, and that all others are found. */
class KernelCheckTest {
  private static final Backend REFERENCE = Backends.open("reference");
  private static final Kernel.Key<Object> UNARY = Kernel.key("unary");

  /** The reference backend with another kernel for ReLU and its like. */
  private static Backend with(Kernel<Object> unary) {
    KernelRegistry registry = new KernelRegistry("changed");
    REFERENCE
        .kernels()
        .listing()
        .forEach(
            (name, dtypes) -> {
              for (DType dtype : dtypes) {
                Kernel.Key<Object> key = Kernel.key(name);
                registry.add(key, List.of(dtype), REFERENCE.kernels().find(key, dtype));
              }
            });
    registry.add(UNARY, List.of(DType.FLOAT32), unary);
    return new HostBackend("changed", "with one kernel of its own", registry);
  }

  private static Check check(Backend backend, String kernel, Runnable work) {
    Launch launch = KernelRecorder.launchesOf(backend, kernel, work).get(0);
    return KernelCheck.check(backend, launch, Map.of(DType.FLOAT32, new Tolerance(1e-5, 1e-4)));
  }

  private static Check checkRelu(Kernel<Object> unary) {
    Backend backend = with(unary);
    return check(
        backend,
        "unary",
        () -> {
          try (DeviceScope scope = backend.scope("test")) {
            relu(Tensor.of(scope.backend(), Shape.of(4), -1, 2, -3, 4));
          }
        });
  }

  private static Kernel<Object> right() {
    return REFERENCE.kernels().find(UNARY, DType.FLOAT32);
  }

  @Test
  void aRightKernelPasses() {
    Check check = checkRelu(right());
    assertEquals(Check.Status.RIGHT, check.status(), check.detail());
  }

  @Test
  void aKernelThatWritesNothingIsWrong() {
    Check check = checkRelu((stream, params, in, out) -> {});
    assertEquals(Check.Status.WRONG, check.status());
  }

  @Test
  void aKernelThatIsOffInOneElementIsWrong() {
    Check check =
        checkRelu(
            (stream, params, in, out) -> {
              right().launch(stream, params, in, out);
              float[] values = out[0].toFloats();
              values[3] += 0.01f;
              try (Tensor off = Tensor.of(out[0].backend(), out[0].shape(), values)) {
                out[0].write(off.read());
              }
            });
    assertEquals(Check.Status.WRONG, check.status());
    assertTrue(check.detail().contains("output 0[3]"), check.detail());
  }

  @Test
  void aKernelThatAddsToItsOutputIsCheckedOnWhatWasThere() {
    Check check =
        check(
            REFERENCE,
            "accumulate",
            () -> {
              try (DeviceScope scope = REFERENCE.scope("test")) {
                Tensor sum = CoreKernels.full(scope.backend(), Shape.of(3), DType.FLOAT32, 2);
                CoreKernels.accumulate(sum, Tensor.of(REFERENCE, Shape.of(3), 1, 2, 3));
              }
            });
    assertEquals(Check.Status.RIGHT, check.status(), check.detail());
  }

  @Test
  void aRecordingLeavesTheRegistryAsItWas() {
    Kernel<Object> before = right();
    KernelRecorder.names(REFERENCE, () -> {});
    assertTrue(before == right());
  }

  @Test
  void everyKernelOfTheProcessorIsMeasured() {
    Backend cpu = Backends.open("cpu");
    Set<String> measured =
        KernelBenchmarks.of(cpu, DType.FLOAT32).stream()
            .map(Benchmark::name)
            .collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>(cpu.kernels().listing().keySet());
    missing.removeAll(measured);
    assertEquals(Set.of(), missing);
  }

  @Test
  void workOfProductsIsCounted() {
    try (DeviceScope scope = REFERENCE.scope("test")) {
      OpShape conv =
          OpShapes.all().stream().filter(s -> s.name().equals("conv2d")).findFirst().orElseThrow();
      OpCase small = conv.smallOperator(dev.v2v.bench.harness.Setting.all(conv.axes()).get(0));
      List<Tensor> in =
          small.inputs().stream()
              .map(
                  i ->
                      Tensor.of(scope.backend(), i.shape(), DType.FLOAT32, i.draw(1))
                          .requireGrad(true))
              .toList();
      Counted counted =
          Counted.of(REFERENCE, () -> Passes.run(REFERENCE, DType.FLOAT32, small, in));
      long forward = 2L * 4 * 4 * 8 * 3 * 3 * 8;
      assertEquals(3 * forward, counted.flops()); // forward, data and weight
      assertTrue(counted.launches() >= 4, counted.toString());
    }
  }
}
