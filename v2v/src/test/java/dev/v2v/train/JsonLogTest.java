package dev.v2v.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLogTest {
  @TempDir Path temp;

  @Test
  void linesAreThereBeforeTheLogIsClosed() throws IOException {
    Path file = temp.resolve("log.jsonl");
    try (JsonLog log = JsonLog.open(file)) {
      log.write(Map.of("step", 1L));
      log.write(Map.of("loss", 0.1, "text", "a \"b\"\nc <&>"));
      assertEquals(2, Files.readAllLines(file).size());
    }
    List<Map<String, Object>> entries = JsonLog.read(file);
    assertEquals(Map.of("step", 1L), entries.get(0));
    assertEquals(Map.of("loss", 0.1, "text", "a \"b\"\nc <&>"), entries.get(1));
  }

  @Test
  void numbersThatJsonLacksAreTexts() throws IOException {
    Path file = temp.resolve("log.jsonl");
    try (JsonLog log = JsonLog.open(file)) {
      log.write(Map.of("a", Double.NaN, "b", Map.of("c", Double.NEGATIVE_INFINITY)));
    }
    assertEquals(Map.of("a", "NaN", "b", Map.of("c", "-Infinity")), JsonLog.read(file).get(0));
  }

  @Test
  void aTornLineIsCutOffAndWritingGoesOn() throws IOException {
    Path file = temp.resolve("log.jsonl");
    try (JsonLog log = JsonLog.open(file)) {
      log.write(Map.of("step", 1L));
    }
    Files.writeString(file, "{\"step\":2,\"lo", StandardOpenOption.APPEND);
    assertEquals(1, JsonLog.read(file).size());
    try (JsonLog log = JsonLog.open(file)) {
      log.write(Map.of("step", 3L));
    }
    assertEquals(List.of(Map.of("step", 1L), Map.of("step", 3L)), JsonLog.read(file));
  }

  @Test
  void aFileThatWasNothingButTornStartsAnew() throws IOException {
    Path file = Files.writeString(temp.resolve("log.jsonl"), "{\"st");
    try (JsonLog log = JsonLog.open(file)) {
      log.write(Map.of("step", 3L));
    }
    assertEquals(List.of(Map.of("step", 3L)), JsonLog.read(file));
  }

  @Test
  void garbageInTheMiddleIsNamedByItsLine() throws IOException {
    Path file = Files.writeString(temp.resolve("log.jsonl"), "{\"a\":1}\n[[[\n{\"a\":2}\n");
    String message = assertThrows(InputException.class, () -> JsonLog.read(file)).getMessage();
    assertTrue(message.contains("line 2"), message);
  }
}
