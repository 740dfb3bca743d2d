package dev.v2v.fomm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShippedModelTest {
  private static final Path FOLDER = Path.of(System.getProperty("v2v.root")).resolve("v2v/models");

  @Test
  void isTheModelOfTheRepository() {
    Backend backend = Backends.open("reference");
    FommConfig config = FommConfig.read(FOLDER.resolve(ShippedModel.NAME + ".yaml"));
    assertEquals(config, ShippedModel.config());
    Path weights = FOLDER.resolve(ShippedModel.NAME + ".safetensors");
    try (Checkpoint file = Checkpoint.open(weights);
        FommModel fromFile = FommModel.load(backend, config, file, true);
        FommModel shipped = ShippedModel.open(backend)) {
      assertTrue(shipped.alignCorners());
      long parameters = shipped.parameterCount();
      assertTrue(parameters > 100_000 && parameters <= 3_000_000, () -> parameters + " parameters");
      shipped
          .generator()
          .namedParameters()
          .forEach(
              (name, parameter) ->
                  assertEquals(
                      fromFile.generator().namedParameters().get(name).tensor().read(),
                      parameter.tensor().read(),
                      name));
    }
  }
}
