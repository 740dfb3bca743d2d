package dev.v2v.engine;

import java.util.ArrayList;
import java.util.List;

/** Who is told of the operators on a thread, the first to listen first. */
final class OpListeners {
  private static final ThreadLocal<List<OpListener>> OPEN = new ThreadLocal<>();

  private OpListeners() {}

  static OpListener.Listening add(OpListener listener) {
    List<OpListener> before = OPEN.get();
    List<OpListener> all = before == null ? new ArrayList<>() : new ArrayList<>(before);
    all.add(listener);
    OPEN.set(all);
    return () -> remove(listener);
  }

  private static void remove(OpListener listener) {
    List<OpListener> left = new ArrayList<>(OPEN.get());
    left.remove(listener);
    if (left.isEmpty()) {
      OPEN.remove();
    } else {
      OPEN.set(left);
    }
  }

  static void forward(OpContext<?> ctx, Tensor[] in, Tensor[] out) {
    List<OpListener> listeners = OPEN.get();
    if (listeners != null) {
      for (OpListener l : listeners) {
        l.forward(ctx, in, out);
      }
    }
  }

  static void backward(OpContext<?> ctx, Tensor[] gradOut, Tensor[] gradIn) {
    List<OpListener> listeners = OPEN.get();
    if (listeners != null) {
      for (OpListener l : listeners) {
        l.backward(ctx, gradOut, gradIn);
      }
    }
  }
}
