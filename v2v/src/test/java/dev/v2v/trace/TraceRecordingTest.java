package dev.v2v.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.trace.TraceEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceRecordingTest {
  private static final Shape SHAPE = Shape.of(2, 3);

  /** What is traced: an addition, a square, a backward pass and a copy. */
  private static void step(Backend backend) {
    try (DeviceScope scope = backend.scope("traced step");
        Tape tape = Tape.open()) {
      Tensor x = Tensor.of(scope.backend(), SHAPE, 1, 2, 3, 4, 5, 6).requireGrad(true);
      Tensor y = Unary.square(Binary.add(x, x));
      tape.backward(y, Tensor.of(backend, SHAPE, 1, 1, 1, 1, 1, 1));
      assertEquals(48, x.grad().toFloats()[5]); // (2x)^2 has the slope 8x
    }
  }

  private static List<JsonObject> traced(Path folder, Backend backend) throws IOException {
    Path file = folder.resolve("trace.json");
    try (TraceRecording trace = TraceRecording.start(file)) {
      step(backend);
    }
    return StreamSupport.stream(
            JsonParser.parseString(Files.readString(file))
                .getAsJsonObject()
                .getAsJsonArray("traceEvents")
                .spliterator(),
            false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static JsonObject only(List<JsonObject> events, String category, String name) {
    List<JsonObject> found = all(events, category, name);
    assertEquals(1, found.size(), category + " " + name + ": " + found);
    return found.get(0);
  }

  private static List<JsonObject> all(List<JsonObject> events, String category, String name) {
    return events.stream()
        .filter(e -> e.has("cat") && e.get("cat").getAsString().equals(category))
        .filter(e -> e.get("name").getAsString().equals(name))
        .toList();
  }

  private static boolean within(JsonObject inner, JsonObject outer) {
    double start = inner.get("ts").getAsDouble() - outer.get("ts").getAsDouble();
    double slack = 0.002; // of times rounded to nanoseconds
    return inner.get("tid").equals(outer.get("tid"))
        && start >= -slack
        && start + inner.get("dur").getAsDouble() <= outer.get("dur").getAsDouble() + slack;
  }

  @Test
  void operatorsKernelsCopiesAndMemoryAreThereWithShapesAndBytes(@TempDir Path folder)
      throws IOException {
    List<JsonObject> events = traced(folder, Backends.open("cpu"));
    JsonObject step = only(events, "scope", "traced step");
    JsonObject add = only(events, "operator", "binary");
    JsonObject kernel = only(events, "kernel", "binary");
    JsonObject args = add.getAsJsonObject("args");
    assertEquals("FLOAT32(2, 3), FLOAT32(2, 3)", args.get("inputs").getAsString());
    assertEquals("FLOAT32(2, 3)", args.get("outputs").getAsString());
    assertEquals(72, args.get("bytes").getAsLong());
    assertEquals("cpu", args.get("device").getAsString());
    assertTrue(within(add, step), add + " is not within " + step);
    assertTrue(within(kernel, add), kernel + " is not within " + add);
    only(events, "operator", "binary backward");
    only(events, "operator", "unary backward");
    assertEquals(2, all(events, "copy", "upload").size());
    JsonObject copy = only(events, "copy", "download").getAsJsonObject("args");
    assertEquals(24, copy.get("bytes").getAsLong());
  }

  @Test
  void theCurveOfMemoryComesBackToWhereItBegan(@TempDir Path folder) throws IOException {
    Backend backend = Backends.open("cpu");
    step(backend); // so that the pool has every block
    long live = backend.memory().live();
    List<JsonObject> curve = all(traced(folder, backend), "memory", "memory of cpu");
    List<Long> values = new ArrayList<>();
    curve.forEach(e -> values.add(e.getAsJsonObject("args").get("live").getAsLong()));
    assertEquals(live, values.get(values.size() - 1), values.toString());
    assertTrue(values.stream().anyMatch(v -> v >= live + 4 * 256), values.toString());
  }

  @Test
  void whatRunsAheadOfTheHostHasATrackOfItsOwn(@TempDir Path folder) throws IOException {
    List<JsonObject> events = traced(folder, Backends.open("ptx"));
    JsonObject kernel = only(events, "kernel", "binary");
    JsonObject launch = only(events, "launch", "binary");
    assertEquals(2, kernel.get("pid").getAsInt());
    assertEquals(1, launch.get("pid").getAsInt());
    assertTrue(kernel.get("dur").getAsDouble() > 0, kernel.toString());
    double delay = kernel.get("ts").getAsDouble() - launch.get("ts").getAsDouble();
    assertTrue(delay >= 0 && delay < 1e6, kernel + " long after " + launch);
    assertTrue(
        events.stream()
            .anyMatch(e -> e.get("ph").getAsString().equals("M") && e.toString().contains("\"ptx")),
        "no track is named after the device");
  }

  @Test
  void anyRecordingOfTheFlightRecorderHasTheEvents(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("events.jfr");
    try (Recording recording = new Recording()) {
      TraceEvents.ALL.forEach(event -> recording.enable(event).withoutThreshold());
      recording.start();
      step(Backends.open("cpu"));
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    for (Class<?> type : TraceEvents.ALL) {
      assertTrue(
          events.stream()
              .anyMatch(e -> e.getEventType().getName().equals("v2v." + type.getSimpleName())),
          "no " + type.getSimpleName());
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsRefusedBeforeTheWork(@TempDir Path folder) {
    Path file = folder.resolve("missing/trace.json");
    InputException e = assertThrows(InputException.class, () -> TraceRecording.start(file));
    assertTrue(e.getMessage().startsWith("--trace: "), e.getMessage());
  }
}
