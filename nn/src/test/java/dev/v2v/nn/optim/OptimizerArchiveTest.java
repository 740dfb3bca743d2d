package dev.v2v.nn.optim;

import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.V2vException;
import dev.v2v.engine.op.reduce.SumTo;
import dev.v2v.nn.TrainingFixtures;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.OptimizerState;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerArchiveTest {
  @TempDir private Path folder;

  @Test
  void aStateComesBackAsItWas() {
    Path file = folder.resolve("state.safetensors");
    try (DeviceScope scope = BACKEND.scope("test");
        Tape tape = Tape.open();
        Conv2d net = new Conv2d(Init.seeded(BACKEND, 1), 2, 3, 2, 1, 0);
        Optimizer optimizer =
            new Optimizer(
                List.of(
                    new ParameterGroup(Adam.of(0.5, 0.9), 0.1, List.of(net.weight())),
                    new ParameterGroup(Sgd.of(0.9), 0.2, List.of(net.bias()))))) {
      Tensor x = CoreKernels.full(BACKEND, Shape.of(1, 2, 2, 2), DType.FLOAT32, 1);
      net.bias().requireGrad(false); // its group is saved without state
      tape.backward(SumTo.sumTo(net.forward(x), Shape.scalar()));
      optimizer.step();
      OptimizerState state = optimizer.state();
      SafetensorsWriter.write(
          file,
          OptimizerArchive.sources("optimizer_g", state),
          OptimizerArchive.metadata("optimizer_g", state));
      try (Checkpoint saved = Checkpoint.open(file)) {
        OptimizerState read = OptimizerArchive.read(saved, "optimizer_g");
        assertEquals(2, read.groups().size());
        for (int g = 0; g < 2; g++) {
          assertEquals(
              state.groups().get(g).hyperparameters(), read.groups().get(g).hyperparameters());
        }
        assertEquals(OptimizerState.ParameterState.NONE, read.parameters().get(1));
        assertEquals(1, read.parameters().get(0).step());
        for (String name : List.of("exp_avg", "exp_avg_sq")) {
          TrainingFixtures.assertSame(
              name, state.parameters().get(0).buffer(name), read.parameters().get(0).buffer(name));
        }
        optimizer.load(read);
        assertThrows(V2vException.class, () -> OptimizerArchive.read(saved, "other"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1]",
        "{}",
        "[{}]",
        "[{\"params\": 1}]",
        "[{\"params\": [[0]]}]",
        "[{\"params\": [\"x\"]}]",
        "[{\"lr\": {}, \"params\": []}]"
      })
  void otherMetadataIsRefused(String json) {
    Path file = folder.resolve("state.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of("o.state.0.step", ArrayData.ofLongs(Shape.scalar(), 1)),
        Map.of("o.param_groups", json));
    try (Checkpoint saved = Checkpoint.open(file)) {
      V2vException e = assertThrows(V2vException.class, () -> OptimizerArchive.read(saved, "o"));
      assertTrue(e.getMessage().contains("must be a list of groups"), e.getMessage());
    }
  }

  @Test
  void aStepMustBeAnInteger() {
    Path file = folder.resolve("state.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of("o.state.0.step", ArrayData.ofFloats(Shape.of(2), 1, 2)),
        Map.of("o.param_groups", "[{\"params\": [0]}]"));
    try (Checkpoint saved = Checkpoint.open(file)) {
      assertThrows(V2vException.class, () -> OptimizerArchive.read(saved, "o"));
    }
  }
}
