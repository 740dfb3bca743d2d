package dev.v2v.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.CheckpointException;
import dev.v2v.nn.checkpoint.OptimizerState;
import dev.v2v.nn.checkpoint.OptimizerState.Group;
import dev.v2v.nn.checkpoint.OptimizerState.ParameterState;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.checkpoint.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  @Test
  void everythingComesBack() {
    Snapshot snapshot = new Snapshot(1234);
    snapshot.score(OptionalDouble.of(0.1));
    snapshot.putTensors("generator", tensors("conv.weight", 1.5f, "conv.bias", -2f));
    snapshot.putTensors("generator_average", tensors("conv.weight", 1.25f, "conv.bias", -1f));
    snapshot.putTensors("empty", Map.of());
    snapshot.putOptimizer("generator", adam());
    snapshot.putOptimizer("generator2", new OptimizerState(List.of()));
    snapshot.putText("config", "a: 1\nb: \"ü\"\n");
    snapshot.putNumber("loss_scale", 1.0 / 3);
    snapshot.putInteger("good_steps", 1L << 60);
    Snapshot read = Snapshot.read(store(3).save(snapshot));

    assertEquals(1234, read.step());
    assertEquals(OptionalDouble.of(0.1), read.score());
    assertArrayEquals(new float[] {1.5f}, read.tensors("generator").get("conv.weight").toFloats());
    assertArrayEquals(
        new float[] {-1f}, read.tensors("generator_average").get("conv.bias").toFloats());
    assertEquals(2, read.tensors("generator").size());
    assertEquals(Map.of(), read.tensors("empty"));
    assertEquals("a: 1\nb: \"ü\"\n", read.text("config"));
    assertEquals(1.0 / 3, read.number("loss_scale"));
    assertEquals(1L << 60, read.integer("good_steps"));
    assertFalse(read.hasTensors("discriminator"));
    assertEquals(0, read.optimizer("generator2").groups().size());
    assertSameOptimizer(adam(), read.optimizer("generator"));
  }

  @Test
  void whatIsMissingIsNamed() {
    Snapshot snapshot = new Snapshot(1);
    snapshot.putTensors("generator", Map.of());
    String message =
        assertThrows(InputException.class, () -> snapshot.tensors("discriminator")).getMessage();
    assertTrue(message.contains("'discriminator', got [generator]"), message);
    assertThrows(InputException.class, () -> snapshot.number("loss_scale"));
    assertThrows(IllegalArgumentException.class, () -> snapshot.putTensors("a.b", Map.of()));
    assertThrows(IllegalArgumentException.class, () -> snapshot.putNumber("a", Double.NaN));
  }

  @Test
  void theLastOnesAndTheBestStay() {
    CheckpointStore store = store(2);
    double[] scores = {5, 3, 4, 3, 7, 6};
    for (int i = 0; i < scores.length; i++) {
      save(store, 10L * (i + 1), OptionalDouble.of(scores[i]));
    }
    // Of the two with 3 the later one counts.
    assertEquals(List.of(60L, 50L, 40L), steps(store));
    assertEquals(40, store.best().orElseThrow().step());
    assertEquals(60, store.latest().orElseThrow().step());
    save(store, 70, OptionalDouble.empty());
    assertEquals(List.of(70L, 60L, 40L), steps(store));
    assertEquals(List.of(70L, 60L, 40L), steps(store(1)), "opening removes nothing");
  }

  @Test
  void anEmptyFolderHasNoLatest() {
    assertTrue(store(1).latest().isEmpty());
    assertTrue(store(1).best().isEmpty());
  }

  @Test
  void aDamagedLatestIsLeftAsideWithAWarning() throws IOException {
    CheckpointStore store = store(3);
    save(store, 1, OptionalDouble.empty());
    save(store, 2, OptionalDouble.empty());
    Path file = folder.resolve("step-000000002.safetensors");
    byte[] all = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 100, all.length - 1}) {
      Files.write(file, Arrays.copyOf(all, length));
      warnings.clear();
      assertEquals(1, store.latest().orElseThrow().step(), "cut at " + length);
      assertEquals(1, warnings.size());
      assertTrue(warnings.get(0).contains("step-000000002"), warnings.get(0));
    }
  }

  @Test
  void leftoversAreRemovedAndForeignFilesAreNot() throws IOException {
    Path leftover = Files.writeString(folder.resolve(".step-000000009.safetensors.x1.tmp"), "x");
    Path foreign = Files.writeString(folder.resolve("notes.txt"), "x");
    save(store(1), 1, OptionalDouble.empty());
    assertFalse(Files.exists(leftover));
    assertTrue(Files.exists(foreign));
    assertEquals(List.of(), warnings);
  }

  @Test
  void aRunThatGoesBackDropsWhatCameLater() {
    CheckpointStore store = store(2);
    save(store, 10, OptionalDouble.empty());
    save(store, 20, OptionalDouble.empty());
    save(store, 5, OptionalDouble.empty());
    assertTrue(steps(store).contains(5L), "what was just written is never removed");
    store.removeAfter(10);
    assertEquals(List.of(10L, 5L), steps(store));
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("x.safetensors"), "not a tensor file");
    assertThrows(CheckpointException.class, () -> Snapshot.read(file));
    String run = "{'format':1,'step':3,'groups':[],'values':{},'optimizers':%s}";
    List<String> hostile =
        List.of(
            "{'format':2}",
            "{'format':1}",
            "]",
            "null",
            String.format(run, "{'a':null}"),
            String.format(run, "{'a':[null]}"),
            String.format(run, "{'a':[{'steps':[1]}]}"),
            String.format(run, "{'a':[{'hyperparameters':{},'steps':[null]}]}"));
    for (String json : hostile) {
      write(file, json);
      String message =
          assertThrows(InputException.class, () -> Snapshot.read(file), json).getMessage();
      assertTrue(message.contains("x.safetensors"), message);
    }
    write(file, String.format(run, "{'a':[{'hyperparameters':{'lr':1},'steps':[5]}]}"));
    assertEquals(5, Snapshot.read(file).optimizer("a").parameters().get(0).step());
  }

  private static void write(Path file, String run) {
    SafetensorsWriter.write(file, tensors("a", 1, "b", 2), Map.of("run", run.replace('\'', '"')));
  }

  private CheckpointStore store(int keep) {
    return new CheckpointStore(folder, keep, warnings::add);
  }

  private static void save(CheckpointStore store, long step, OptionalDouble score) {
    Snapshot snapshot = new Snapshot(step);
    snapshot.score(score);
    snapshot.putTensors("g", tensors("a", (float) step, "b", (float) step));
    store.save(snapshot);
  }

  private static List<Long> steps(CheckpointStore store) {
    return store.saved().stream().map(CheckpointStore.Saved::step).toList();
  }

  private static Map<String, ArrayData> tensors(String key1, float value1, String key2, float v2) {
    return Map.of(
        key1, ArrayData.ofFloats(Shape.of(1), value1), key2, ArrayData.ofFloats(Shape.of(1), v2));
  }

  /** Two groups, as a real optimiser has them; the second parameter was never stepped. */
  private static OptimizerState adam() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("lr", 2e-4);
    settings.put("betas", new Tuple(List.of(0.5, 0.999)));
    settings.put("amsgrad", false);
    settings.put("weight_decay", 0L);
    Map<String, ArrayData> moments = new LinkedHashMap<>();
    moments.put("exp_avg", ArrayData.ofFloats(Shape.of(2), 1, 2));
    moments.put("exp_avg_sq", ArrayData.ofFloats(Shape.of(2), 3, 4));
    Map<String, ArrayData> others = new LinkedHashMap<>();
    others.put("exp_avg", ArrayData.ofFloats(Shape.of(1), 5));
    return new OptimizerState(
        List.of(
            new Group(settings, List.of(new ParameterState(7, moments), ParameterState.NONE)),
            new Group(Map.of("lr", 1.0), List.of(new ParameterState(8, others)))));
  }

  private static void assertSameOptimizer(OptimizerState expected, OptimizerState got) {
    assertEquals(expected.groups().size(), got.groups().size());
    for (int i = 0; i < expected.groups().size(); i++) {
      assertEquals(
          expected.groups().get(i).hyperparameters(), got.groups().get(i).hyperparameters());
    }
    assertEquals(expected.parameters().size(), got.parameters().size());
    for (int i = 0; i < expected.parameters().size(); i++) {
      ParameterState a = expected.parameters().get(i);
      ParameterState b = got.parameters().get(i);
      assertEquals(a.step(), b.step());
      assertEquals(a.buffers().keySet(), b.buffers().keySet());
      a.buffers()
          .forEach(
              (name, values) ->
                  assertArrayEquals(values.toFloats(), b.buffer(name).toFloats(), name));
    }
  }
}
