package dev.v2v.nn.optim;

import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static dev.v2v.nn.TrainingFixtures.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.optim.GradientNorm.Kind;
import dev.v2v.engine.op.reduce.SumTo;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.TrainingFixtures;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens to gradients between backward and step. */
class GradientsTest {
  @Test
  void clippingIsThatOfTorch() {
    try (Checkpoint file = TrainingFixtures.open("networks.safetensors");
        DeviceScope scope = BACKEND.scope("test")) {
      Map<String, ArrayData> torch = file.stateDict();
      for (Kind kind : Kind.values()) {
        String name = kind == Kind.EUCLIDEAN ? "clip_two/" : "clip_inf/";
        Tensor a = TrainingFixtures.tensor(torch.get(name + "in0"));
        Tensor b = TrainingFixtures.tensor(torch.get(name + "in1"));
        Tensor norm = GradientClip.toNorm(kind, 0.7, List.of(a, b));
        assertClose(name, torch.get(name + "norm").toDoubles(), norm.toDoubles(), 0, 1e-6);
        assertClose(name, torch.get(name + "out0").toDoubles(), a.toDoubles(), 1e-7, 1e-6);
        assertClose(name, torch.get(name + "out1").toDoubles(), b.toDoubles(), 1e-7, 1e-6);
      }
      assertNull(GradientClip.toNorm(Kind.EUCLIDEAN, 1, List.of()));
    }
  }

  @Test
  void valuesAreClamped() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Tensor a = Tensor.of(BACKEND, Shape.of(3), -2, 0.5f, 3);
      GradientClip.toValue(1, List.of(a));
      assertArrayEquals(new float[] {-1, 0.5f, 1}, a.toFloats());
    }
  }

  /** One iteration whose gradient of w is {@code slope}. */
  private static boolean iterate(
      GradScaler scaler, Optimizer optimizer, Parameter w, double slope) {
    optimizer.clearGrad();
    boolean stepped;
    try (DeviceScope scope = BACKEND.scope("step");
        Tape tape = Tape.open()) {
      Tensor loss = SumTo.sumTo(affine(w.tensor(), slope, 0), Shape.scalar());
      tape.backward(scaler.scale(loss));
      stepped = scaler.step(optimizer);
    }
    scaler.update();
    return stepped;
  }

  @Test
  void scalingSkipsOverflowAndGrowsBack() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Parameter w = new Parameter(Tensor.of(BACKEND, Shape.of(2), 1, 1));
      GradScaler scaler = new GradScaler(new GradScaler.Settings(1024, 2, 0.5, 3));
      try (Optimizer optimizer = Optimizer.of(Sgd.of(0), 1, List.of(w))) {
        assertTrue(iterate(scaler, optimizer, w, 0.25));
        assertArrayEquals(new float[] {0.75f, 0.75f}, w.tensor().toFloats());
        assertFalse(iterate(scaler, optimizer, w, 1e37), "1024e37 overflows float32");
        assertArrayEquals(new float[] {0.75f, 0.75f}, w.tensor().toFloats());
        assertEquals(new GradScaler.State(512, 0), scaler.state());
        for (int i = 0; i < 3; i++) {
          assertTrue(iterate(scaler, optimizer, w, 0));
        }
        assertEquals(new GradScaler.State(1024, 0), scaler.state());
      }
    }
  }

  @Test
  void unscalingTwiceDividesOnce() {
    try (DeviceScope scope = BACKEND.scope("test");
        Tape tape = Tape.open()) {
      Parameter w = new Parameter(Tensor.of(BACKEND, Shape.of(1), 1));
      GradScaler scaler = new GradScaler(GradScaler.Settings.STANDARD);
      try (Optimizer optimizer = Optimizer.of(Sgd.of(0), 1, List.of(w))) {
        tape.backward(scaler.scale(SumTo.sumTo(affine(w.tensor(), 3, 0), Shape.scalar())));
        assertTrue(scaler.unscale(optimizer));
        assertTrue(scaler.unscale(optimizer));
        assertArrayEquals(new float[] {3}, w.grad().toFloats());
      }
    }
  }
}
