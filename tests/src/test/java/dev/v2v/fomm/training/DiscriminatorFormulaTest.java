package dev.v2v.fomm.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommPresets;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.nn.init.Init;
import dev.v2v.tests.formula.Formula;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The discriminator of {@code vox-adv-256} against PyTorch; see {@code FommFormulaTest}. */
class DiscriminatorFormulaTest {
  private static final double ATOL = 2e-5;
  private static final double[] FEATURES = {.2046563169, .4778124996, .4678548801, .4623052704};

  /** Key points of the driving picture, as recorded. */
  private static final float[] POINTS = {
    .1186839f, .3293167f, -.0252561f, .4836691f, .1294364f, .3427560f, .2197835f, -.1265893f,
    .4554112f, -.1489575f, -.2908744f, -.0804127f, -.1645953f, -.1148307f, .2626993f, .0960181f,
    .0525876f, -.1510356f, .1248404f, .0090535f
  };

  @Test
  void judgesTheDrivingPicture() {
    Backend backend = Backends.open("cpu");
    FommConfig config = FommPresets.read("vox-adv-256");
    try (MultiScaleDiscriminator discriminator =
            new MultiScaleDiscriminator(Init.seeded(backend, 0), config);
        DeviceScope scope = backend.scope("discriminator")) {
      Formula.fill(discriminator, Formula.Network.DISCRIMINATOR);
      discriminator.eval();
      Tensor driving = Formula.image(backend, 9, 5);
      Tensor where = Tensor.of(backend, Shape.of(1, 10, 2), POINTS);
      KeyPoints points = new KeyPoints(where, null);
      Discriminator.Output output =
          discriminator.forward(new ImagePyramid(driving, List.of(1.0)), points).get(1.0);

      assertEquals(Shape.of(1, 26, 26, 1), output.prediction().shape());
      assertEquals(.0799629838, Formula.mean(output.prediction()), ATOL);
      Formula.assertValues("[13, 13]", ATOL, output.prediction(), 13 * 26 + 13, -.7980527457);
      assertEquals(FEATURES.length, output.features().size());
      for (int i = 0; i < FEATURES.length; i++) {
        double[] values = output.features().get(i).toDoubles();
        double got = Arrays.stream(values).map(Math::abs).sum() / values.length;
        assertEquals(FEATURES[i], got, ATOL, "mean magnitude of features " + i);
      }
    }
  }
}
