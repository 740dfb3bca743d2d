package dev.v2v.tests.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import dev.v2v.engine.ptx.machine.LaunchTotals;
import dev.v2v.engine.ptx.machine.LoadedKernel;
import dev.v2v.engine.ptx.machine.Machine;
import dev.v2v.engine.ptx.machine.Schedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What every kernel did in every case in float32, beside what was recorded when it was last
 * reviewed. {@code -Dv2v.counters.update=true} records anew; the difference is for a reviewer.
 */
class PtxCountersTest {
  private static final Path RECORD =
      Path.of(System.getProperty("v2v.root"), "tests/src/test/resources/ptx/counters.txt");

  private static final String HEAD =
      """
      # What each kernel does in each operator case in float32, counted by the PTX interpreter.
      # case | entry point | sums over its launches; those that are 0 are left out
      """;

  /** What a file of counters says: one line for each kernel of each case, in a fixed order. */
  private static String file(Map<String, LaunchTotals> totals) {
    return totals.entrySet().stream()
        .map(e -> e.getKey() + " | " + e.getValue().line() + "\n")
        .collect(Collectors.joining("", HEAD, ""));
  }

  @Test
  void countersAreAsRecorded() throws IOException {
    String now = file(PtxLane.instance().totals);
    if (Boolean.getBoolean("v2v.counters.update")) {
      Files.writeString(RECORD, now);
    }
    List<String> differences = differences(read(Files.readString(RECORD)), read(now));
    assertTrue(
        differences.isEmpty(),
        () ->
            differences.size()
                + " differ from "
                + RECORD.getFileName()
                + "; if they should, record them with -Dv2v.counters.update=true:\n"
                + differences.stream().limit(20).collect(Collectors.joining("\n")));
  }

  /** Another machine, on one core: what is counted depends neither on time nor on cores. */
  @Test
  void twoRunsGiveTheSameFileByteForByte() {
    String first = file(PtxLane.instance().totals);
    assertTrue(first.lines().count() > 1000, "too few lines");
    assertArrayEquals(
        first.getBytes(StandardCharsets.UTF_8),
        file(PtxLane.countedOnOneCore()).getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> read(String file) {
    Map<String, String> lines = new TreeMap<>();
    file.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int cut = line.lastIndexOf(" | ");
              lines.put(line.substring(0, cut), line.substring(cut + 3));
            });
    return lines;
  }

  /** What changed, number by number, with its direction. */
  private static List<String> differences(Map<String, String> recorded, Map<String, String> now) {
    List<String> differences = new ArrayList<>();
    TreeSet<String> keys = new TreeSet<>(recorded.keySet());
    keys.addAll(now.keySet());
    for (String key : keys) {
      Map<String, Long> before = numbers(recorded.get(key));
      Map<String, Long> after = numbers(now.get(key));
      TreeSet<String> names = new TreeSet<>(before.keySet());
      names.addAll(after.keySet());
      for (String name : names) {
        long b = before.getOrDefault(name, 0L);
        long a = after.getOrDefault(name, 0L);
        if (a != b) {
          String direction = a > b ? "more" : "less";
          differences.add("%s: %s %d, recorded %d (%s)".formatted(key, name, a, b, direction));
        }
      }
    }
    return differences;
  }

  private static Map<String, Long> numbers(String line) {
    Map<String, Long> numbers = new TreeMap<>();
    if (line != null) {
      for (String word : line.split(" ", -1)) {
        int equals = word.indexOf('=');
        numbers.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
      }
    }
    return numbers;
  }

  @Test
  void aPlantedStrideIsNoticed() {
    Map<String, String> recorded = Map.of("copy", copy(1).line());
    assertEquals(List.of(), differences(recorded, Map.of("copy", copy(1).line())));
    assertEquals(
        List.of("copy: sectors 64, recorded 8 (more)"),
        differences(recorded, Map.of("copy", copy(8).line())));
  }

  /** A warp that reads and writes words {@code stride} words apart. */
  private static LaunchTotals copy(int stride) {
    Machine machine = new Machine(1);
    String text =
        """
        .visible .entry copy(.param .u64 at)
        {
          .reg .b32 %r<4>;
          .reg .b64 %d<4>;
          ld.param.u64 %d1, [at];
          mov.u32 %r1, %tid.x;
          mul.wide.u32 %d2, %r1, STRIDE;
          add.s64 %d3, %d1, %d2;
          ld.global.u32 %r2, [%d3];
          st.global.u32 [%d3], %r2;
          ret;
        }
        """;
    LoadedKernel kernel =
        machine.load("copy", text.replace("STRIDE", "" + 4 * stride)).kernel("copy");
    long at = machine.memory().allocate(4096, "words");
    return LaunchTotals.of(
        machine.launch(kernel, LaunchShape.of(1, 32), new long[] {at}, Schedule.ASCENDING));
  }
}
