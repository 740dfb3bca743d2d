package dev.v2v.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Reverse-mode automatic differentiation, define by run. While a tape is open on a thread, every
 * differentiable operator with an input that requires a gradient is recorded; {@link #backward}
 * walks the records in reverse. First order only: backward itself is not recorded. Single-thread.
 *
 * <p>Gradients of leaves add up in {@link Tensor#grad} until {@link Tensor#clearGrad}, so several
 * backward passes accumulate. What an operator saved is released as soon as its backward ran.
 */
public final class Tape implements AutoCloseable {
  private static final ThreadLocal<Tape> OPEN = new ThreadLocal<>();

  private final Tape outer;
  private final List<Node> nodes = new ArrayList<>();

  private Tape(Tape outer) {
    this.outer = outer;
  }

  /** Opens a tape on this thread; it records until it closes. */
  public static Tape open() {
    Tape tape = new Tape(OPEN.get());
    OPEN.set(tape);
    return tape;
  }

  /** Stops recording on this thread until the returned handle closes. */
  public static Pause pause() {
    Tape paused = OPEN.get();
    OPEN.remove();
    return () -> OPEN.set(paused);
  }

  /** Ends a {@link #pause}. */
  public interface Pause extends AutoCloseable {
    @Override
    void close();
  }

  /** Whether a tape records on this thread, so that results may be needed for backward. */
  public static boolean isRecording() {
    return OPEN.get() != null;
  }

  /** The tape that records on this thread, {@code null} if there is none. */
  static Tape recording() {
    return OPEN.get();
  }

  /** Number of recorded operators that backward has not consumed. */
  public int size() {
    return nodes.size();
  }

  void record(OpContext<?> ctx, Tensor[] in, Tensor[] out) {
    Edge[] edges = new Edge[in.length];
    for (int i = 0; i < in.length; i++) {
      if (ctx.needsGrad(i)) {
        edges[i] = new Edge(in[i].producer() == null ? in[i] : null, in[i]);
      }
    }
    Node node = new Node(ctx, edges, out.length);
    for (int i = 0; i < out.length; i++) {
      if (out[i].dtype().isFloating() && ctx.op().carriesGradient(i)) {
        out[i].producedBy(node, i);
      }
    }
    nodes.add(node);
  }

  /**
   * Backpropagates from a scalar with cotangent 1.
   *
   * @throws ShapeException if {@code loss} has more than one element
   */
  public void backward(Tensor loss) {
    if (loss.elements() != 1) {
      throw new ShapeException("backward: loss must have one element, got " + loss.shape());
    }
    try (Tensor one = CoreKernels.full(loss.backend(), loss.shape(), loss.dtype(), 1).persist()) {
      backward(loss, one);
    }
  }

  /** Backpropagates {@code sum(output * cotangent)}. */
  public void backward(Tensor output, Tensor cotangent) {
    backward(new Tensor[] {output}, new Tensor[] {cotangent});
  }

  /** Backpropagates the sum over {@code i} of {@code sum(outputs[i] * cotangents[i])}. */
  public void backward(Tensor[] outputs, Tensor[] cotangents) {
    try (Pause paused = pause()) {
      for (int i = 0; i < outputs.length; i++) {
        seed(outputs[i], cotangents[i]);
      }
      for (int n = nodes.size() - 1; n >= 0; n--) {
        Node node = nodes.get(n);
        if (node.reached()) {
          propagate(node);
        }
      }
      nodes.removeIf(node -> node.consumed);
    }
  }

  private static void seed(Tensor output, Tensor cotangent) {
    if (!output.requiresGrad()) {
      throw new IllegalStateException(
          "backward: output must depend on a tensor that requires a gradient, got " + output);
    }
    if (!cotangent.shape().equals(output.shape())) {
      throw new ShapeException(
          "backward: cotangent must be " + output.shape() + ", got " + cotangent.shape());
    }
    add(new Edge(output.producer() == null ? output : null, output), cotangent);
  }

  private static <P> void propagate(Node node) {
    @SuppressWarnings("unchecked") // a node's operator and context come from one run
    OpContext<P> ctx = (OpContext<P>) node.ctx;
    try (DeviceScope scope = ctx.backend().scope("backward " + ctx.opName())) {
      Tensor[] gradOut = new Tensor[node.grads.length];
      for (int i = 0; i < gradOut.length; i++) {
        gradOut[i] = node.grads[i];
        if (gradOut[i] == null && ctx.op().carriesGradient(i)) {
          gradOut[i] = zeroGradient(ctx, i); // nobody used this output
        }
      }
      Tensor[] gradIn =
          Tracing.operators() ? Tracing.backward(ctx, gradOut) : ctx.op().backward(ctx, gradOut);
      OpListeners.backward(ctx, gradOut, gradIn);
      for (int i = 0; i < node.edges.length; i++) {
        if (node.edges[i] == null) {
          continue;
        }
        if (gradIn[i] == null || !gradIn[i].shape().equals(ctx.input(i).shape())) {
          throw new IllegalStateException(
              ctx.opName()
                  + ": backward must return a gradient like input "
                  + i
                  + " "
                  + ctx.input(i)
                  + ", got "
                  + gradIn[i]);
        }
        add(node.edges[i], gradIn[i]);
      }
    }
    node.consume();
  }

  private static Tensor zeroGradient(OpContext<?> ctx, int output) {
    TensorSpec spec = ctx.output(output);
    DType dtype = spec.dtype().isFloating() ? spec.dtype() : DType.FLOAT32;
    return CoreKernels.full(ctx.backend(), spec.shape(), dtype, 0);
  }

  private static void add(Edge edge, Tensor g) {
    if (edge.leaf != null) {
      edge.leaf.grad(sum(edge.leaf.grad(), g));
    } else {
      Node node = edge.node;
      if (node.consumed) {
        throw new IllegalStateException(
            "backward: " + node.ctx.opName() + " was already consumed by an earlier backward");
      }
      node.grads[edge.output] = sum(node.grads[edge.output], g);
    }
  }

  /**
   * The running sum of gradients. An accumulator is always its own memory, since it is written in
   * place; a first gradient whose memory others see, as of {@code a + b}, is copied.
   */
  private static Tensor sum(Tensor accumulator, Tensor g) {
    if (accumulator == null) {
      if (!g.storage().isShared()) {
        return g.share();
      }
      Tensor copy = Tensor.empty(g.backend(), g.shape(), g.dtype()).persist();
      CoreKernels.copy(g, copy);
      return copy;
    }
    CoreKernels.accumulate(accumulator, g);
    return accumulator;
  }

  @Override
  public void close() {
    nodes.forEach(Node::consume);
    nodes.clear();
    if (OPEN.get() == this) {
      if (outer == null) {
        OPEN.remove();
      } else {
        OPEN.set(outer);
      }
    }
  }

  /** Where a gradient goes: a leaf, or an output of an earlier node. */
  private static final class Edge {
    final Tensor leaf;
    final Node node;
    final int output;

    Edge(Tensor leaf, Tensor tensor) {
      this.leaf = leaf;
      this.node = tensor.producer();
      this.output = tensor.producerOutput();
    }
  }

  /** One recorded run. */
  static final class Node {
    final OpContext<?> ctx;
    final Edge[] edges;
    final Tensor[] grads;
    boolean consumed;

    Node(OpContext<?> ctx, Edge[] edges, int outputs) {
      this.ctx = ctx;
      this.edges = edges;
      this.grads = new Tensor[outputs];
    }

    boolean reached() {
      for (Tensor g : grads) {
        if (g != null) {
          return true;
        }
      }
      return false;
    }

    void consume() {
      consumed = true;
      ctx.releaseSaved();
      for (int i = 0; i < grads.length; i++) {
        if (grads[i] != null) {
          grads[i].close();
          grads[i] = null;
        }
      }
    }
  }
}
