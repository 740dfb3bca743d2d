package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.ptx.text.PtxKernel;
import dev.v2v.engine.ptx.text.PtxOperand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a kernel's registers live: words, wide words and predicates are numbered apart. Numbers and
 * addresses in the code become registers that hold them from the start, and so do special
 * registers; nothing ever writes to those.
 */
final class Registers {
  private static final int PREDICATE = 0;
  private static final int WORD = 1;
  private static final int WIDE = 2;

  /** Bank and number of a register. */
  private record Place(int bank, int index) {}

  private final String module;
  private final Map<String, Place> places = new HashMap<>();
  private final List<String> words = new ArrayList<>();
  private final List<String> wides = new ArrayList<>();
  private final List<String> predicates = new ArrayList<>();
  private final Map<Integer, int[]> wordConstants = new LinkedHashMap<>();
  private final Map<Integer, long[]> wideConstants = new LinkedHashMap<>();
  private final Map<Integer, Integer> predicateConstants = new LinkedHashMap<>();
  private final Map<Integer, Special> specials = new LinkedHashMap<>();
  private final Map<String, Long> symbols;

  /**
   * Registers of a kernel.
   *
   * @param symbols addresses of the variables that it can name
   */
  Registers(String module, PtxKernel kernel, Map<String, Long> symbols) {
    this.module = module;
    this.symbols = symbols;
    kernel.registers().forEach((name, type) -> places.put(name, place(name, type)));
  }

  private Place place(String name, String type) {
    return switch (type) {
      case "pred" -> new Place(PREDICATE, add(predicates, name));
      case "b64", "u64", "s64", "f64" -> new Place(WIDE, add(wides, name));
      default -> new Place(WORD, add(words, name));
    };
  }

  private static int add(List<String> bank, String name) {
    bank.add(name);
    return bank.size() - 1;
  }

  String module() {
    return module;
  }

  int word(Operands o, PtxOperand operand) {
    if (operand instanceof PtxOperand.Register r) {
      Special special = Special.named(r.name());
      return special == null ? find(o, r, WORD) : special(r.name(), special);
    }
    if (operand instanceof PtxOperand.Integral i) {
      return constant((int) i.value());
    }
    if (operand instanceof PtxOperand.Floating f && !f.wide()) {
      return constant((int) f.bits());
    }
    if (operand instanceof PtxOperand.Symbol s && symbols.containsKey(s.name())) {
      return constant(Math.toIntExact(symbols.get(s.name()))); // of shared or local memory
    }
    throw o.refuse("needs a 32-bit operand");
  }

  int wide(Operands o, PtxOperand operand) {
    if (operand instanceof PtxOperand.Register r) {
      return find(o, r, WIDE);
    }
    if (operand instanceof PtxOperand.Integral i) {
      return wideConstant(i.value());
    }
    if (operand instanceof PtxOperand.Floating f && f.wide()) {
      return wideConstant(f.bits());
    }
    if (operand instanceof PtxOperand.Symbol s) {
      Long address = symbols.get(s.name());
      if (address != null) {
        return wideConstant(address);
      }
    }
    throw o.refuse("needs a 64-bit operand");
  }

  int predicate(Operands o, PtxOperand operand) {
    if (operand instanceof PtxOperand.Register r) {
      return find(o, r, PREDICATE);
    }
    if (operand instanceof PtxOperand.Integral i) {
      return predicateConstant(i.value() != 0);
    }
    throw o.refuse("needs a predicate");
  }

  /** Whether the operand is a register of 64 bits. */
  boolean isWide(PtxOperand operand) {
    return operand instanceof PtxOperand.Register r
        && places.containsKey(r.name())
        && places.get(r.name()).bank() == WIDE;
  }

  private int find(Operands o, PtxOperand.Register r, int bank) {
    Place place = places.get(r.name());
    if (place == null || place.bank() != bank) {
      String what = bank == WORD ? "at most 32 bits" : bank == WIDE ? "64 bits" : "a predicate";
      throw o.refuse(r.name() + " must be a declared register of " + what);
    }
    return place.index();
  }

  private int constant(int value) {
    String name = "#" + value;
    Place known = places.get(name);
    if (known == null) {
      int[] lanes = new int[Warp.LANES];
      Arrays.fill(lanes, value);
      known = new Place(WORD, add(words, name));
      places.put(name, known);
      wordConstants.put(known.index(), lanes);
    }
    return known.index();
  }

  private int wideConstant(long value) {
    String name = "##" + value;
    Place known = places.get(name);
    if (known == null) {
      long[] lanes = new long[Warp.LANES];
      Arrays.fill(lanes, value);
      known = new Place(WIDE, add(wides, name));
      places.put(name, known);
      wideConstants.put(known.index(), lanes);
    }
    return known.index();
  }

  private int predicateConstant(boolean value) {
    String name = "#p" + value;
    Place known = places.get(name);
    if (known == null) {
      known = new Place(PREDICATE, add(predicates, name));
      places.put(name, known);
      predicateConstants.put(known.index(), value ? -1 : 0);
    }
    return known.index();
  }

  private int special(String name, Special special) {
    Place known = places.get(name);
    if (known == null) {
      known = new Place(WORD, add(words, name));
      places.put(name, known);
      specials.put(known.index(), special);
    }
    return known.index();
  }

  List<String> words() {
    return words;
  }

  List<String> wides() {
    return wides;
  }

  List<String> predicates() {
    return predicates;
  }

  Map<Integer, int[]> wordConstants() {
    return wordConstants;
  }

  Map<Integer, long[]> wideConstants() {
    return wideConstants;
  }

  Map<Integer, Integer> predicateConstants() {
    return predicateConstants;
  }

  Map<Integer, Special> specials() {
    return specials;
  }
}
