package dev.v2v.nn.optim;

import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Unary.abs;
import static dev.v2v.engine.op.elementwise.Unary.pow;
import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static dev.v2v.nn.TrainingFixtures.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.V2vException;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.engine.op.reduce.SumTo;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.TrainingFixtures;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.OptimizerState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
  private static final Map<String, UpdateRule> RULES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("adam", Adam.of(0.5, 0.999)),
              Map.entry("adam_eps", adam(0.05, 0, false, false)),
              Map.entry("adam_l2", adam(1e-8, 0.1, false, false)),
              Map.entry("adam_amsgrad", adam(1e-8, 0, false, true)),
              Map.entry("adamw", Adam.adamW(0.9, 0.999, 0.1)),
              Map.entry("sgd", new Sgd(0, 0, 0.1, false)),
              Map.entry("sgd_dampening", new Sgd(0.9, 0.3, 0, false)),
              Map.entry("sgd_nesterov", new Sgd(0.9, 0, 0, true)),
              Map.entry("rmsprop", new RmsProp(0.99, 1e-8, 0.1, 0, false)),
              Map.entry("rmsprop_momentum", new RmsProp(0.99, 1e-8, 0, 0.8, false)),
              Map.entry("rmsprop_centered", new RmsProp(0.99, 1e-8, 0, 0.8, true))));

  private static Adam adam(double eps, double decay, boolean decoupled, boolean amsgrad) {
    return new Adam(0.9, 0.999, eps, decay, decoupled, amsgrad, Epsilon.AFTER_CORRECTION);
  }

  /** One step on {@code sum |w - goal|^1.5}. */
  private static void step(Optimizer optimizer, Parameter w, Tensor goal) {
    optimizer.zeroGrad();
    try (DeviceScope scope = BACKEND.scope("step");
        Tape tape = Tape.open()) {
      Tensor distance = pow(abs(sub(w.tensor(), goal)), 1.5);
      tape.backward(SumTo.sumTo(distance, Shape.scalar()));
      optimizer.step();
    }
  }

  private static void assertWeights(String what, ArrayData expected, Parameter w) {
    assertClose(what, expected, w.toArray(), 1e-6, 1e-5);
  }

  @Test
  void sixStepsAreThoseOfTorch() {
    try (Checkpoint file = TrainingFixtures.open("optimizers.safetensors");
        DeviceScope scope = BACKEND.scope("test")) {
      Map<String, ArrayData> torch = file.stateDict();
      Tensor goal = TrainingFixtures.tensor(torch.get("goal"));
      RULES.forEach(
          (name, rule) -> {
            Parameter w = new Parameter(TrainingFixtures.tensor(torch.get("start")));
            try (Optimizer optimizer = Optimizer.of(rule, 0.02, List.of(w))) {
              for (int i = 1; i <= 6; i++) {
                step(optimizer, w, goal);
                if (i % 3 == 0) {
                  assertWeights(name + " step " + i, torch.get(name + "/" + i), w);
                }
              }
            }
          });
    }
  }

  @Test
  void statesOfTorchAreResumed() {
    try (Checkpoint file = TrainingFixtures.open("optimizers.safetensors");
        DeviceScope scope = BACKEND.scope("test")) {
      Map<String, ArrayData> torch = file.stateDict();
      Tensor goal = TrainingFixtures.tensor(torch.get("goal"));
      RULES.forEach(
          (name, rule) -> {
            Parameter w = new Parameter(TrainingFixtures.tensor(torch.get(name + "/3")));
            try (Checkpoint state = TrainingFixtures.open(name + ".pth");
                Optimizer optimizer = Optimizer.of(rule, 0.5, List.of(w))) {
              optimizer.load(state.optimizerState());
              assertEquals(0.02, optimizer.groups().get(0).lr());
              assertEquals(rule, optimizer.groups().get(0).rule(), "constants came from the file");
              for (int i = 0; i < 3; i++) {
                step(optimizer, w, goal);
              }
              assertWeights(name, torch.get(name + "/6"), w);
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-08", "0.05"})
  void olderAdamAddsEpsBeforeTheCorrection(String eps) {
    try (Checkpoint file = TrainingFixtures.open("optimizers.safetensors");
        DeviceScope scope = BACKEND.scope("test")) {
      Map<String, ArrayData> torch = file.stateDict();
      Tensor goal = TrainingFixtures.tensor(torch.get("goal"));
      Parameter w = new Parameter(TrainingFixtures.tensor(torch.get("start")));
      Adam rule =
          new Adam(0.5, 0.999, Double.parseDouble(eps), 0, false, false, Epsilon.BEFORE_CORRECTION);
      try (Optimizer optimizer = Optimizer.of(rule, 0.02, List.of(w))) {
        for (int i = 0; i < 6; i++) {
          step(optimizer, w, goal);
        }
        assertWeights("legacy " + eps, torch.get("adam_legacy_" + eps + "/6"), w);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optim_adam",
        "optim_adam_wd",
        "optim_adamw",
        "optim_sgd_momentum",
        "optim_rmsprop"
      })
  void fiveRecordedSteps(String name) {
    UpdateRule rule =
        switch (name) {
          case "optim_adam" -> Adam.of(0.5, 0.999);
          case "optim_adam_wd" -> adam(1e-8, 0.1, false, false);
          case "optim_adamw" -> Adam.adamW(0.9, 0.999, 0.1);
          case "optim_sgd_momentum" -> Sgd.of(0.9);
          default -> RmsProp.of(0.99);
        };
    try (Checkpoint file = TrainingFixtures.golden("ops.safetensors");
        DeviceScope scope = BACKEND.scope("test")) {
      Map<String, ArrayData> recorded = file.stateDict();
      Tensor goal = TrainingFixtures.tensor(recorded.get(name + "/a"));
      Parameter w = new Parameter(TrainingFixtures.tensor(recorded.get(name + "/w0")));
      double lr = name.equals("optim_adam") ? 0.02 : 0.01;
      try (Optimizer optimizer = Optimizer.of(rule, lr, List.of(w))) {
        for (int i = 1; i <= 5; i++) {
          step(optimizer, w, goal);
          assertWeights(name + " step " + i, recorded.get(name + "/w" + i), w);
        }
      }
    }
  }

  @Test
  void ownStatesAreResumedBitForBit() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Tensor goal = Tensor.of(BACKEND, Shape.of(1, 2, 1, 3), 1, 2, 3, 4, 5, 6);
      Parameter first = new Parameter(Tensor.of(BACKEND, goal.shape(), new float[6]));
      try (Optimizer optimizer = Optimizer.of(Adam.of(0.9, 0.99), 0.1, List.of(first))) {
        step(optimizer, first, goal);
        step(optimizer, first, goal);
        OptimizerState state = optimizer.state();
        assertEquals(Shape.of(1, 3, 2, 1), state.parameters().get(0).buffer("exp_avg").shape());
        Parameter second = new Parameter(TorchLayout.toTensor(BACKEND, first.toArray()));
        try (Optimizer resumed = Optimizer.of(Adam.of(0.1, 0.1), 7, List.of(second))) {
          resumed.load(state);
          step(optimizer, first, goal);
          step(resumed, second, goal);
        }
        assertArrayEquals(first.tensor().toFloats(), second.tensor().toFloats());
      }
    }
  }

  @Test
  void statesThatDoNotFitAreRefusedAndChangeNothing() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Parameter w = new Parameter(Tensor.of(BACKEND, Shape.of(2), 1, 2));
      Parameter other = new Parameter(Tensor.of(BACKEND, Shape.of(3), 1, 2, 3));
      Tensor goal = Tensor.of(BACKEND, Shape.of(3), 0, 0, 0);
      try (Optimizer optimizer = Optimizer.of(Adam.of(0.9, 0.99), 0.1, List.of(w));
          Optimizer wrong = Optimizer.of(Adam.of(0.5, 0.99), 0.3, List.of(other))) {
        step(wrong, other, goal);
        V2vException shape = assertThrows(V2vException.class, () -> optimizer.load(wrong.state()));
        assertTrue(shape.getMessage().contains("exp_avg must be like"), shape.getMessage());
        assertEquals(0.1, optimizer.groups().get(0).lr());
        assertEquals(Adam.of(0.9, 0.99), optimizer.groups().get(0).rule());
        V2vException count =
            assertThrows(V2vException.class, () -> optimizer.load(new OptimizerState(List.of())));
        assertTrue(count.getMessage().contains("1 groups, got 0"), count.getMessage());
      }
    }
  }

  @Test
  void aParameterWithoutGradientIsLeftAlone() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Parameter used = new Parameter(Tensor.of(BACKEND, Shape.of(1), 1));
      Parameter idle = new Parameter(Tensor.of(BACKEND, Shape.of(1), 5));
      Tensor goal = Tensor.of(BACKEND, Shape.of(1), 0);
      try (Optimizer optimizer = Optimizer.of(Adam.of(0.9, 0.99), 0.1, List.of(idle, used))) {
        step(optimizer, used, goal);
        assertArrayEquals(new float[] {5}, idle.tensor().toFloats());
        assertEquals(OptimizerState.ParameterState.NONE, optimizer.state().parameters().get(0));
        // Stepped later, it starts from step 1 while the other goes on: two launches.
        step(optimizer, idle, goal);
        assertEquals(1, optimizer.state().parameters().get(0).step());
        assertEquals(2, optimizer.state().parameters().get(1).step());
        optimizer.clearGrad();
        assertNull(idle.grad());
      }
    }
  }

  @Test
  void stepsAllocateNothingOnceWarm() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Tensor goal = Tensor.of(BACKEND, Shape.of(100), new float[100]);
      Parameter w = new Parameter(Tensor.of(BACKEND, Shape.of(100), new float[100]));
      try (Optimizer optimizer = Optimizer.of(Adam.of(0.9, 0.99), 0.1, List.of(w))) {
        step(optimizer, w, goal);
        step(optimizer, w, goal);
        MemoryStatistics before = BACKEND.memory();
        Tensor grad = w.grad();
        step(optimizer, w, goal);
        assertEquals(before, BACKEND.memory());
        assertEquals(grad, w.grad(), "zeroGrad keeps the memory");
      }
    }
  }

  @Test
  void aParameterInTwoGroupsIsRefused() {
    Parameter w = new Parameter(Tensor.of(BACKEND, Shape.of(1), 1));
    ParameterGroup group = new ParameterGroup(Sgd.of(0), 0.1, List.of(w));
    assertThrows(IllegalArgumentException.class, () -> new Optimizer(List.of(group, group)));
    w.tensor().close();
  }
}
