package dev.v2v.nn.layers;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Pool2d;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.resize.Interpolate;
import dev.v2v.engine.op.shape.Pad2d;
import dev.v2v.nn.Layer;
import java.util.function.UnaryOperator;

/**
 * An operator as a layer, for places that want one: it has no state, but takes its number in a
 * {@link Sequential}, as in PyTorch.
 */
public final class Stateless extends Layer {
  private final String name;
  private final UnaryOperator<Tensor> function;
  private final Activation activation;

  /** A layer that applies {@code function}; {@code name} is for messages. */
  public Stateless(String name, UnaryOperator<Tensor> function) {
    this(name, function, Activation.NONE);
  }

  private Stateless(String name, Activation activation) {
    this(name, activation::apply, activation);
  }

  private Stateless(String name, UnaryOperator<Tensor> function, Activation activation) {
    this.name = name;
    this.function = function;
    this.activation = activation;
  }

  public static Stateless identity() {
    return new Stateless("Identity", x -> x);
  }

  public static Stateless relu() {
    return new Stateless("ReLU", Activation.RELU);
  }

  /** Leaky ReLU; {@code slope} must be positive. */
  public static Stateless leakyRelu(double slope) {
    return new Stateless("LeakyReLU(" + slope + ")", Activation.leakyRelu(slope));
  }

  public static Stateless sigmoid() {
    return new Stateless("Sigmoid", Activation.SIGMOID);
  }

  public static Stateless tanh() {
    return new Stateless("Tanh", Activation.TANH);
  }

  public static Stateless softplus() {
    return new Stateless("Softplus", Unary::softplus);
  }

  /** A reflected border of {@code pad} cells on each side; {@code (N, H, W, C)}. */
  public static Stateless reflectionPad2d(int pad) {
    return pad2d("ReflectionPad2d", Pad2d.Params.all(Pad2d.Mode.REFLECT, pad));
  }

  /** A border of {@code pad} cells on each side that repeats the edge; {@code (N, H, W, C)}. */
  public static Stateless replicationPad2d(int pad) {
    return pad2d("ReplicationPad2d", Pad2d.Params.all(Pad2d.Mode.REPLICATE, pad));
  }

  /** A border of {@code pad} zeros on each side; {@code (N, H, W, C)}. */
  public static Stateless zeroPad2d(int pad) {
    return pad2d("ZeroPad2d", Pad2d.Params.all(Pad2d.Mode.CONSTANT, pad));
  }

  private static Stateless pad2d(String name, Pad2d.Params params) {
    return new Stateless(name + "(" + params.top() + ")", x -> Pad2d.pad2d(x, params));
  }

  /** Average over square windows without padding; {@code (N, H, W, C)}. */
  public static Stateless averagePool2d(int kernel, int stride) {
    return new Stateless(
        "AvgPool2d(" + kernel + ", " + stride + ")", x -> Pool2d.averagePool2d(x, kernel, stride));
  }

  /** Maximum over square windows without padding; {@code (N, H, W, C)}. */
  public static Stateless maxPool2d(int kernel, int stride) {
    return new Stateless(
        "MaxPool2d(" + kernel + ", " + stride + ")", x -> Pool2d.maxPool2d(x, kernel, stride));
  }

  /** Nearest cells, {@code scale} times as many each way. */
  public static Stateless upsampleNearest(double scale) {
    return new Stateless(
        "Upsample(" + scale + ", nearest)", x -> Interpolate.interpolateNearest(x, scale));
  }

  /** Bilinear interpolation, {@code scale} times as many cells each way. */
  public static Stateless upsampleBilinear(double scale, boolean alignCorners) {
    return new Stateless(
        "Upsample(" + scale + ", bilinear, alignCorners " + alignCorners + ")",
        x -> Interpolate.interpolateBilinear(x, scale, alignCorners));
  }

  /** What this applies, {@link Activation#NONE} if it is something else. */
  Activation activation() {
    return activation;
  }

  @Override
  public Tensor forward(Tensor x) {
    return function.apply(x);
  }

  @Override
  public String toString() {
    return name;
  }
}
