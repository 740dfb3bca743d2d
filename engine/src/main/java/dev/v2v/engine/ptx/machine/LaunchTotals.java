package dev.v2v.engine.ptx.machine;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Sums over the instructions of launches. Immutable.
 *
 * @param issued instructions of warps
 * @param lanes instructions of threads, by class; classes without any are absent
 * @param flops floating-point operations, a fused product being two
 * @param globalRequests of warps to global memory, atomics among them
 * @param sectors of 32 bytes that these touched
 * @param needed sectors that would have done, had the bytes wanted lain side by side
 * @param globalBytes that their lanes asked for
 * @param sharedRequests of warps to shared memory
 * @param passes over its banks that these took
 * @param diverged times that lanes parted
 * @param barriers that warps came to
 * @param contention lanes that wait for others at the same address of an atomic, at its busiest
 */
public record LaunchTotals(
    long launches,
    long issued,
    Map<InstructionClass, Long> lanes,
    long flops,
    long globalRequests,
    long sectors,
    long needed,
    long globalBytes,
    long sharedRequests,
    long passes,
    long diverged,
    long barriers,
    long contention) {

  /** Nothing. */
  public static final LaunchTotals NONE =
      new LaunchTotals(0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  public LaunchTotals {
    EnumMap<InstructionClass, Long> ordered = new EnumMap<>(InstructionClass.class);
    ordered.putAll(lanes);
    lanes = Collections.unmodifiableMap(ordered); // the order of Map.copyOf is another in every JVM
  }

  /** Of one launch. */
  public static LaunchTotals of(LaunchProfile profile) {
    return profile.steps().stream().map(LaunchTotals::of).reduce(NONE, LaunchTotals::plus).once();
  }

  private static LaunchTotals of(StepProfile s) {
    InstructionClass kind = s.kind();
    boolean atomic = kind == InstructionClass.ATOMIC;
    boolean shared = kind == InstructionClass.SHARED || (atomic && s.text().has("shared"));
    boolean global = kind == InstructionClass.GLOBAL || (atomic && !shared);
    boolean floating =
        kind == InstructionClass.FLOAT32
            || kind == InstructionClass.FLOAT64
            || (kind == InstructionClass.SPECIAL && (s.text().has("f32") || s.text().has("f64")));
    boolean fused = s.text().family().equals("fma");
    boolean arithmetic = floating && !s.text().family().equals("setp");
    return new LaunchTotals(
        0,
        s.issued(),
        s.lanes() == 0 ? Map.of() : Map.of(kind, s.lanes()),
        arithmetic ? (fused ? 2 : 1) * s.lanes() : 0,
        global ? s.issued() : 0,
        s.sectors(),
        s.needed(),
        global ? s.bytes() : 0,
        shared ? s.issued() : 0,
        shared && !atomic ? s.passes() : 0,
        s.diverged(),
        kind == InstructionClass.BARRIER ? s.issued() : 0,
        atomic ? s.passes() : 0);
  }

  private LaunchTotals once() {
    return new LaunchTotals(
        1,
        issued,
        lanes,
        flops,
        globalRequests,
        sectors,
        needed,
        globalBytes,
        sharedRequests,
        passes,
        diverged,
        barriers,
        contention);
  }

  /** The sum of both. */
  public LaunchTotals plus(LaunchTotals o) {
    Map<InstructionClass, Long> both = new EnumMap<>(InstructionClass.class);
    both.putAll(lanes);
    o.lanes.forEach((kind, n) -> both.merge(kind, n, Long::sum));
    return new LaunchTotals(
        launches + o.launches,
        issued + o.issued,
        both,
        flops + o.flops,
        globalRequests + o.globalRequests,
        sectors + o.sectors,
        needed + o.needed,
        globalBytes + o.globalBytes,
        sharedRequests + o.sharedRequests,
        passes + o.passes,
        diverged + o.diverged,
        barriers + o.barriers,
        contention + o.contention);
  }

  /** Instructions of threads. */
  public long laneInstructions() {
    return lanes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Sectors that were needed, of those that were moved; 1 if there were none. */
  public double efficiency() {
    return sectors == 0 ? 1 : (double) needed / sectors;
  }

  /** Operations for each byte that is moved from or to global memory. */
  public double intensity() {
    return sectors == 0 ? 0 : flops / (32.0 * sectors);
  }

  /** One line of names and exact numbers, without those that are 0. */
  public String line() {
    StringJoiner line = new StringJoiner(" ");
    number(line, "launches", launches);
    number(line, "issued", issued);
    for (InstructionClass kind : InstructionClass.values()) {
      number(line, kind.name().toLowerCase(Locale.ROOT), lanes.getOrDefault(kind, 0L));
    }
    number(line, "requests", globalRequests);
    number(line, "sectors", sectors);
    number(line, "needed", needed);
    number(line, "bytes", globalBytes);
    number(line, "shared_requests", sharedRequests);
    number(line, "bank_passes", passes);
    number(line, "diverged", diverged);
    number(line, "barriers", barriers);
    number(line, "contention", contention);
    return line.toString();
  }

  private static void number(StringJoiner line, String name, long value) {
    if (value != 0) {
      line.add(name + "=" + value);
    }
  }
}
