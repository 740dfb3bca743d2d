package dev.v2v.kernels;

import java.util.List;

/**
 * What one entry point needs on one architecture once it is assembled, as recorded when it was last
 * reviewed. One line of {@code budget.txt}: {@code family kernel sm registers shared spills}.
 * Immutable.
 *
 * @param entry entry point, with version and type
 * @param sm architecture, 90 for sm_90
 * @param registers of a thread
 * @param shared bytes of static shared memory of a block
 * @param spills bytes that a thread stores and loads for want of registers
 */
public record KernelBudget(
    String family, String entry, int sm, int registers, int shared, int spills) {

  /** The architectures that every kernel is assembled for. */
  public static final List<Integer> ARCHITECTURES = List.of(75, 80, 86, 89, 90);

  /** The recorded budgets. */
  public static List<KernelBudget> recorded() {
    return parse(KernelFiles.packaged("").require("budget.txt"));
  }

  static List<KernelBudget> parse(String text) {
    return text.lines().filter(line -> !line.startsWith("#")).map(KernelBudget::parseLine).toList();
  }

  private static KernelBudget parseLine(String line) {
    String[] f = line.split(" ", -1);
    if (f.length != 6) {
      throw new IllegalArgumentException(
          "budget: lines must be 'family kernel sm registers shared spills', got " + line);
    }
    return new KernelBudget(
        f[0],
        f[1],
        Integer.parseInt(f[2]),
        Integer.parseInt(f[3]),
        Integer.parseInt(f[4]),
        Integer.parseInt(f[5]));
  }

  /** The line of {@code budget.txt}. */
  public String line() {
    return String.join(
        " ",
        family,
        entry,
        Integer.toString(sm),
        Integer.toString(registers),
        Integer.toString(shared),
        Integer.toString(spills));
  }
}
