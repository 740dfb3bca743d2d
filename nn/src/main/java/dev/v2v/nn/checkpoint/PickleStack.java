package dev.v2v.nn.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Value stack, marks and memo of an {@link Unpickler}, with what bounds its memory: each opcode
 * that makes a value pushes it, so a limit on pushes is one on everything that is built.
 */
final class PickleStack {
  /** Some twenty times what a full training checkpoint of the largest model here builds. */
  private static final int MAX_VALUES = 500_000;

  private static final int MAX_MARKS = 10_000;

  private final PickleInput input;
  private final List<Object> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private long built;

  PickleStack(PickleInput input) {
    this.input = input;
  }

  void push(Object value) {
    charge(1);
    values.add(value);
  }

  /** Counts values that an opcode builds beside the one it pushes. */
  void charge(int count) {
    built += count;
    if (built > MAX_VALUES) {
      throw input.error("may build at most " + MAX_VALUES + " values");
    }
  }

  /** Removes the top value, which must lie above the last mark. */
  Object pop() {
    requireValue();
    return values.remove(values.size() - 1);
  }

  /** The top value, which must lie above the last mark. */
  Object peek() {
    requireValue();
    return values.get(values.size() - 1);
  }

  private void requireValue() {
    if (values.size() <= (marks.isEmpty() ? 0 : marks.get(marks.size() - 1))) {
      throw input.error("needs a value, but the stack is empty");
    }
  }

  void mark() {
    if (marks.size() == MAX_MARKS) {
      throw input.error("may nest at most " + MAX_MARKS + " marks");
    }
    marks.add(values.size());
  }

  /** Removes the last mark and returns what lay above it. */
  List<Object> popToMark() {
    if (marks.isEmpty()) {
      throw input.error("needs a mark, but there is none");
    }
    int mark = marks.remove(marks.size() - 1);
    List<Object> top = values.subList(mark, values.size());
    List<Object> items = new ArrayList<>(top);
    top.clear();
    return items;
  }

  /** The one value that is left when a pickle stops. */
  Object result() {
    if (values.size() != 1 || !marks.isEmpty()) {
      throw input.error(
          "must leave one value, got " + values.size() + " and " + marks.size() + " marks");
    }
    return values.get(0);
  }

  /** Remembers the top value. {@code index} is unsigned. */
  void remember(int index) {
    if (index < 0 || index >= MAX_VALUES) {
      throw input.error(
          "memo index must be below " + MAX_VALUES + ", got " + Integer.toUnsignedString(index));
    }
    memo.put(index, peek());
  }

  void recall(int index) {
    if (!memo.containsKey(index)) {
      throw input.error("memo has no entry " + Integer.toUnsignedString(index));
    }
    push(memo.get(index));
  }
}
