package dev.v2v.fomm;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.BatchNorm2d;
import dev.v2v.nn.layers.Conv2d;

/**
 * Pre-activation residual block, {@code (N, H, W, C) -> (N, H, W, C)}: {@code x +
 * conv2(relu(norm2(conv1(relu(norm1(x))))))}. Source: He et al. 2016, figure 4e.
 *
 * <p>State: {@code conv1}, {@code conv2}, {@code norm1}, {@code norm2}, in this order.
 */
final class ResBlock extends Layer {
  private final Conv2d conv1;
  private final Conv2d conv2;
  private final BatchNorm2d norm1;
  private final BatchNorm2d norm2;
  private boolean folded;

  ResBlock(Init init, int features) {
    conv1 = child("conv1", new Conv2d(init, features, features, 3, 1, 1));
    conv2 = child("conv2", new Conv2d(init, features, features, 3, 1, 1));
    norm1 = child("norm1", new BatchNorm2d(init, features));
    norm2 = child("norm2", new BatchNorm2d(init, features));
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor y = norm1.forward(x, Activation.RELU);
    y =
        folded
            ? conv1.forward(y, Activation.RELU)
            : norm2.forward(conv1.forward(y), Activation.RELU);
    return conv2.forward(y, x, Activation.NONE); // the residual joins inside the convolution
  }

  /** Folds {@code norm2}; {@code norm1} stands before a ReLU and stays. For inference only. */
  void fold() {
    if (!folded) {
      norm2.foldInto(conv1);
      folded = true;
    }
  }
}
