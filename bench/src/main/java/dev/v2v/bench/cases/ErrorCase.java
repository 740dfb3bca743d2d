package dev.v2v.bench.cases;

import java.util.List;

/**
 * Inputs that an operator must refuse, on every backend.
 *
 * @param type the exception that must come
 * @param fragment part of its message, so that it is refused for the right reason
 */
public record ErrorCase(
    String name,
    List<Input> inputs,
    OpCase.Call call,
    Class<? extends RuntimeException> type,
    String fragment) {

  public static ErrorCase of(
      String name,
      Class<? extends RuntimeException> type,
      String fragment,
      OpCase.Call call,
      Input... inputs) {
    return new ErrorCase(name, List.of(inputs), call, type, fragment);
  }

  @Override
  public String toString() {
    return name;
  }
}
