package dev.v2v.bench.harness;

/**
 * The least that one run must do: what a roofline divides by. Immutable.
 *
 * @param elements of the result; frames or calls where that is what counts
 * @param unit what an element is
 * @param bytes that must be read or written, every input and output once
 * @param flops floating-point operations; a multiply-add counts as two
 */
public record Work(long elements, String unit, long bytes, long flops) {
  public Work {
    if (elements < 0 || bytes < 0 || flops < 0) {
      throw new IllegalArgumentException(
          "work: must not be negative, got " + elements + ", " + bytes + ", " + flops);
    }
  }
}
