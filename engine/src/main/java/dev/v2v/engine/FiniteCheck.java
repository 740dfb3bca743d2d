package dev.v2v.engine;

import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the operator that is the first to give NaN or infinity, forward or backward. While open,
 * every result computed on this thread is looked at before the next one, up to the first such: slow
 * on a device that would run ahead, so it is for repeating a step that went wrong. Single-thread.
 *
 * <pre>{@code
 * try (FiniteCheck check = FiniteCheck.open()) {
 *   trainingStep();
 *   check.finding(); // "binary[function=DIV], called in PoseLoss.ratio < PoseLoss.forward: output 0 ..."
 * }
 * }</pre>
 */
public final class FiniteCheck implements AutoCloseable {
  private static final ThreadLocal<FiniteCheck> OPEN = new ThreadLocal<>();
  private static final String ENGINE = FiniteCheck.class.getPackageName();

  /** Enough to get from a layer to the part of the model that it is in. */
  private static final int CALLERS = 4;

  private final OpListener.Listening listening = OpListener.open(new Results());
  private String finding;

  private FiniteCheck() {}

  /** Looks at all results on this thread until {@link #close}. */
  public static FiniteCheck open() {
    if (OPEN.get() != null) {
      throw new IllegalStateException("finite check: already open on this thread");
    }
    FiniteCheck check = new FiniteCheck();
    OPEN.set(check);
    return check;
  }

  /**
   * The first operator whose result was not finite: its name and parameters, who called it, which
   * result, and whether that came from outside because an input was not finite either; empty if all
   * were.
   */
  public Optional<String> finding() {
    return Optional.ofNullable(finding);
  }

  /** Describes what is not finite in a tensor, found where it is; empty if nothing is. */
  public static Optional<String> describe(Tensor tensor) {
    if (!tensor.dtype().isFloating()) {
      return Optional.empty();
    }
    try (Tensor report = CoreKernels.finiteReport(tensor).persist()) {
      long[] found = report.toLongs();
      return found[0] + found[1] == 0
          ? Optional.empty()
          : Optional.of(
              found[0]
                  + " NaN and "
                  + found[1]
                  + " infinite of "
                  + tensor.elements()
                  + ", first at "
                  + found[2]);
    }
  }

  /** Looks at every result. */
  private final class Results implements OpListener {
    @Override
    public void forward(OpContext<?> ctx, Tensor[] in, Tensor[] out) {
      if (finding == null) {
        finding = find(name(ctx) + ", called in " + callers(), "output", out, "input", in);
      }
    }

    @Override
    public void backward(OpContext<?> ctx, Tensor[] gradOut, Tensor[] gradIn) {
      if (finding == null) {
        String what = "backward of " + name(ctx);
        finding = find(what, "gradient of input", gradIn, "gradient of output", gradOut);
      }
    }
  }

  /** The operator with its parameters, {@code binary[function=DIV]} for instance. */
  private static String name(OpContext<?> ctx) {
    String params = ctx.params() == null ? "[]" : ctx.params().toString();
    return ctx.opName() + params.substring(Math.max(0, params.indexOf('[')));
  }

  private static String find(
      String op, String result, Tensor[] results, String cause, Tensor[] causes) {
    for (int i = 0; i < results.length; i++) {
      if (results[i] != null) {
        Optional<String> bad = describe(results[i]);
        if (bad.isPresent()) {
          String name = result + " " + i + " " + results[i].spec();
          return op + ": " + name + " (" + bad.get() + ")" + blame(cause, causes);
        }
      }
    }
    return null;
  }

  private static String blame(String cause, Tensor[] causes) {
    for (int i = 0; i < causes.length; i++) {
      if (causes[i] != null) {
        Optional<String> bad = describe(causes[i]);
        if (bad.isPresent()) {
          return " of " + cause + " " + i + " " + causes[i].spec() + " (" + bad.get() + ")";
        }
      }
    }
    return " of finite " + cause + "s";
  }

  /** The methods nearest to the operator that are not the engine's own, innermost first. */
  private static String callers() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(f -> !f.getClassName().startsWith(ENGINE + "."))
                    .limit(CALLERS)
                    .map(f -> simple(f.getClassName()) + "." + f.getMethodName())
                    .collect(Collectors.joining(" < ")));
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  @Override
  public void close() {
    listening.close();
    OPEN.remove();
  }
}
