package dev.v2v.perceptual;

import static dev.v2v.engine.op.reduce.Reduce.mean;

import dev.v2v.data.shapes.ShapeClass;
import dev.v2v.engine.Half;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.BatchNorm2d;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.Linear;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which class the object of a cut-out is, from the mean of the deepest features: {@code (N, H,
 * W, 3) -> (N, C)} logits. Every convolution is followed by a batch normalisation, without which so
 * deep a stack hardly starts to learn; {@link #fold} makes it part of the convolution.
 *
 * <p>State: {@code vgg}, {@code norm0} and so on, {@code head}.
 */
final class ShapeClassifier extends Module {
  private final Vgg19 vgg;
  private final List<BatchNorm2d> norms = new ArrayList<>();
  private final Linear head;
  private boolean folded;

  /**
   * @param vgg taken over: trained from here on, and closed with this
   */
  ShapeClassifier(Init init, Vgg19 vgg) {
    this.vgg = child("vgg", vgg);
    int width = 0;
    for (Conv2d conv : vgg.convolutions()) {
      width = conv.weight().tensor().dim(0);
      norms.add(child("norm" + norms.size(), new BatchNorm2d(init, width)));
    }
    head = child("head", new Linear(init, width, ShapeClass.objects().size(), true));
    requireGrad(true);
    train();
  }

  Tensor forward(Tensor images) {
    List<Tensor> all = vgg.activations(images, this::stage);
    Tensor pooled = mean(all.get(all.size() - 1), false, 1, 2); // (N, F)
    return head.forward(pooled);
  }

  private Tensor stage(int layer, Tensor x) {
    if (folded) {
      return vgg.convolutions().get(layer).forward(x, Activation.RELU);
    }
    return norms.get(layer).forward(vgg.convolutions().get(layer).forward(x), Activation.RELU);
  }

  /**
   * Ends training: makes features that need no normalisation, whose activations over {@code images}
   * have a root mean square of 1 in every layer, and that bfloat16 holds without a further change.
   */
  void fold(Tensor images) {
    eval();
    requireGrad(false);
    for (int i = 0; i < norms.size(); i++) {
      norms.get(i).foldInto(vgg.convolutions().get(i));
    }
    folded = true;
    double deepest = UnitResponse.scale(vgg, images);
    Values.map(head.weight().tensor(), w -> w * deepest);
    for (Conv2d conv : vgg.convolutions()) {
      Values.map(conv.weight().tensor(), ShapeClassifier::toBfloat16);
      Values.map(conv.bias().tensor(), ShapeClassifier::toBfloat16);
    }
  }

  private static double toBfloat16(double value) {
    return Half.fromBfloat16(Half.toBfloat16((float) value));
  }
}
