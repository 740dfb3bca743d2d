package dev.v2v.bench.analyze;

import dev.v2v.engine.ptx.machine.InstructionClass;
import dev.v2v.engine.ptx.machine.StepProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the instructions of one line did: of the source where the PTX tells it, else of the PTX.
 *
 * @param place {@code file:line}
 * @param text of the first instruction there
 * @param needed sectors that would have done, had the bytes wanted lain side by side
 */
public record SourceLine(
    String place,
    String text,
    long lanes,
    long requests,
    long sectors,
    long bytes,
    long needed,
    long sharedRequests,
    long bankPasses,
    long diverged) {

  /** Lines with any executed instruction, in the order in which the PTX first comes to them. */
  static List<SourceLine> of(String module, List<StepProfile> steps) {
    Map<String, SourceLine> lines = new LinkedHashMap<>();
    for (StepProfile step : steps) {
      if (step.issued() > 0) {
        String source = step.text().source();
        String place = source.isEmpty() ? module + ".ptx:" + step.text().line() : source;
        lines.merge(place, of(place, step), SourceLine::plus);
      }
    }
    return new ArrayList<>(lines.values());
  }

  private static SourceLine of(String place, StepProfile s) {
    boolean shared =
        s.kind() == InstructionClass.SHARED
            || (s.kind() == InstructionClass.ATOMIC && s.text().has("shared"));
    return new SourceLine(
        place,
        s.text().toString(),
        s.lanes(),
        s.sectors() > 0 ? s.issued() : 0,
        s.sectors(),
        s.sectors() > 0 ? s.bytes() : 0,
        s.needed(),
        shared ? s.issued() : 0,
        shared ? s.passes() : 0,
        s.diverged());
  }

  private SourceLine plus(SourceLine o) {
    return new SourceLine(
        place,
        text,
        lanes + o.lanes,
        requests + o.requests,
        sectors + o.sectors,
        bytes + o.bytes,
        needed + o.needed,
        sharedRequests + o.sharedRequests,
        bankPasses + o.bankPasses,
        diverged + o.diverged);
  }

  /** Lines that move more sectors than they need, the worst first. */
  static List<SourceLine> worstCoalesced(List<SourceLine> lines) {
    return lines.stream()
        .filter(l -> l.wastedSectors() > 0)
        .sorted(Comparator.comparingLong(SourceLine::wastedSectors).reversed())
        .toList();
  }

  /** Sectors beyond those that were needed. */
  public long wastedSectors() {
    return sectors - needed;
  }
}
