package dev.v2v.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.v2v.nn.TrainingFixtures;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void ratesAreThoseOfTorch() {
    Map<String, Schedule> schedules =
        Map.of(
            "step", Schedule.step(4, 0.3),
            "multi_step", Schedule.multiStep(0.1, 3, 5, 5, 11),
            "exponential", Schedule.exponential(0.9),
            "cosine", Schedule.cosine(10, 0.01),
            "linear", Schedule.linear(0.25, 0.75, 8));
    try (Checkpoint file = TrainingFixtures.open("networks.safetensors")) {
      JsonObject torch = JsonParser.parseString(file.metadata().get("schedules")).getAsJsonObject();
      assertEquals(torch.keySet(), schedules.keySet());
      schedules.forEach(
          (name, schedule) -> {
            JsonArray rates = torch.getAsJsonArray(name);
            for (int t = 0; t < rates.size(); t++) {
              assertEquals(rates.get(t).getAsDouble(), schedule.at(0.2, t), 1e-12, name + " " + t);
            }
          });
    }
  }

  @Test
  void warmUpRisesAndThenFollowsTheNext() {
    Schedule schedule = Schedule.warmUp(4, Schedule.linearDecay(2, 5));
    double[] expected = {0.25, 0.5, 0.75, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2, 0, 0};
    for (int t = 0; t < expected.length; t++) {
      assertEquals(expected[t], schedule.at(1, t), 1e-12, "time " + t);
    }
    assertEquals(3, Schedule.constant().at(3, 1000));
  }

  @Test
  void groupsKeepTheirProportions() {
    try (Optimizer optimizer =
        new Optimizer(
            List.of(
                new ParameterGroup(Sgd.of(0), 0.4, List.of()),
                new ParameterGroup(Sgd.of(0), 0.1, List.of())))) {
      Schedule.step(1, 0.5).apply(optimizer, 2);
      assertEquals(0.1, optimizer.groups().get(0).lr(), 1e-15);
      assertEquals(0.025, optimizer.groups().get(1).lr(), 1e-15);
      assertEquals(0.4, optimizer.groups().get(0).initialLr());
    }
  }
}
