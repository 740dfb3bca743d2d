package dev.v2v.fomm;

import static dev.v2v.engine.op.shape.Slice.slice;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.training.TinyFomm;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackgroundShiftTest {
  private static final Backend CPU = Backends.open("cpu");
  private static final int SIDE = 128;

  private static Tensor image(RgbFrame frame) {
    float[] values = new float[frame.data().length];
    RgbFloats.toFloats(frame, values);
    return Tensor.of(CPU, Shape.of(1, frame.height(), frame.width(), 3), values);
  }

  /** Puppets know how far the corner of their backdrop moved. */
  @Test
  void findsTheCamerasPanBehindAPuppetThatMoves() {
    List<Double> errors = new ArrayList<>();
    double still = 0;
    int panning = 0;
    for (int i = 0; i < 40; i++) {
      PuppetClip clip = PuppetWorld.of(11).clip(Kind.FACE, i, 64, SIDE);
      float[] flow = clip.truth(0, 40).backward().flow();
      int corner = 2 * (3 * SIDE + 3);
      double x = flow[corner];
      double y = flow[corner + 1];
      try (DeviceScope scope = CPU.scope("test")) {
        float[] found =
            BackgroundShift.between(image(clip.frame(0)), image(clip.frame(40))).toFloats();
        double unit = (SIDE - 1) / 2.0;
        double error = Math.hypot(found[0] * unit - x, found[1] * unit - y);
        if (x == 0 && y == 0) {
          still = Math.max(still, error);
        } else {
          errors.add(error);
          panning++;
        }
      }
    }
    Collections.sort(errors);
    assertTrue(panning >= 12, "clips that pan: " + panning);
    assertEquals(0, still, "clips that do not");
    assertTrue(errors.get(panning / 2) < 0.5, "median of " + errors);
    assertTrue(errors.get(panning * 2 / 3) < 2, "most of " + errors);
  }

  @Test
  void theLastSlotShowsTheBackgroundInPlaceAndSilenceMeansStill() {
    try (DeviceScope scope = CPU.scope("test");
        FommModel model = FommModel.random(CPU, TinyFomm.withBackground(), 1, true)) {
      PuppetClip clip = PuppetWorld.of(11).clip(Kind.FACE, 1, 64, 32);
      Tensor source = image(clip.frame(0));
      Tensor driving = image(clip.frame(40));
      KeyPoints from = model.kpDetector().forward(source, DType.FLOAT32);
      KeyPoints to = model.kpDetector().forward(driving, DType.FLOAT32);
      DenseMotion motion = model.generator().motion();
      Tensor low = motion.downsample(source); // (1, 16, 16, 3)
      float[] silent = motion.forward(low, from, to, true, DType.FLOAT32).flow().toFloats();
      float[] fused = motion.infer(low, from, to, true, DType.FLOAT32).flow().toFloats();
      assertArrayEquals(silent, fused, 2e-5f);
      double cell = 2.0 / 15;
      KeyPoints middle = KeyPoints.middle(from);
      Tensor place = Tensor.of(CPU, Shape.of(1, 1, 2), (float) (2 * cell), 0);
      KeyPoints placed = from.with(new KeyPoints(place, middle.jacobian()));
      MotionField field = motion.forward(low, placed, to, true, DType.FLOAT32);
      Tensor deformed = slice(field.sparseDeformed(), 1, 4, 5);
      // Column x of the driver looks at column x + 2 of the source.
      assertArrayEquals(
          slice(low, 2, 2, 16).toFloats(), slice(deformed, 3, 0, 14).toFloats(), 1e-5f);
      assertEquals(4, model.withBackground(from, source, driving).count());
    }
  }
}
