package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.linear.Linear;
import dev.v2v.engine.op.linear.Mat2;
import dev.v2v.engine.op.linear.Matmul;

/** Products of matrices, as plain loops. */
final class LinearReference {
  private LinearReference() {}

  static void register(KernelRegistry registry) {
    registry.add(Matmul.KEY, HostView.FLOATING, LinearReference::matmul);
    registry.add(Linear.KEY, HostView.FLOATING, LinearReference::linear);
    registry.add(Mat2.INVERSE, HostView.FLOATING, LinearReference::inverse);
    registry.add(Mat2.INVERSE_BACKWARD, HostView.FLOATING, LinearReference::inverseBackward);
  }

  private static void matmul(Stream s, Matmul.Params p, Tensor[] in, Tensor[] out) {
    HostView a = HostView.of(in[0]);
    HostView b = HostView.of(in[1]);
    HostView y = HostView.of(out[0]);
    int m = out[0].dim(-2);
    int n = out[0].dim(-1);
    int depth = in[0].dim(p.transposeA() ? -2 : -1);
    Shape batch = Matmul.batch(out[0].shape());
    Broadcast batchA = new Broadcast(Matmul.batch(in[0].shape()), batch);
    Broadcast batchB = new Broadcast(Matmul.batch(in[1].shape()), batch);
    for (long i = 0; i < out[0].elements(); i++) {
      long row = i / n % m;
      long column = i % n;
      long atA = batchA.source(i / n / m) * m * depth;
      long atB = batchB.source(i / n / m) * n * depth;
      double sum = 0;
      for (int k = 0; k < depth; k++) {
        double va = a.get(atA + (p.transposeA() ? (long) k * m + row : row * depth + k));
        double vb = b.get(atB + (p.transposeB() ? column * depth + k : (long) k * n + column));
        sum += va * vb;
      }
      y.set(i, sum);
    }
  }

  private static void linear(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView w = HostView.of(in[1]);
    HostView bias = HostView.of(in[2]);
    HostView y = HostView.of(out[0]);
    int outputs = in[1].dim(0);
    int inputs = in[1].dim(1);
    for (long i = 0; i < out[0].elements(); i++) {
      long row = i / outputs;
      long o = i % outputs;
      double sum = bias == null ? 0 : bias.get(o);
      for (int k = 0; k < inputs; k++) {
        sum += x.get(row * inputs + k) * w.get(o * inputs + k);
      }
      y.set(i, sum);
    }
  }

  private static void inverse(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    for (long i = 0; i < in[0].elements(); i += 4) {
      double a = x.get(i);
      double b = x.get(i + 1);
      double c = x.get(i + 2);
      double d = x.get(i + 3);
      double determinant = a * d - b * c;
      y.set(i, d / determinant);
      y.set(i + 1, -b / determinant);
      y.set(i + 2, -c / determinant);
      y.set(i + 3, a / determinant);
    }
  }

  private static void inverseBackward(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView y = HostView.of(in[1]);
    HostView ga = HostView.of(out[0]);
    for (long i = 0; i < out[0].elements(); i += 4) {
      for (int r = 0; r < 2; r++) {
        for (int c = 0; c < 2; c++) {
          double sum = 0; // (y^T g y^T)[r, c]
          for (int k = 0; k < 2; k++) {
            for (int l = 0; l < 2; l++) {
              sum += y.get(i + 2L * k + r) * g.get(i + 2L * k + l) * y.get(i + 2L * c + l);
            }
          }
          ga.set(i + 2L * r + c, -sum);
        }
      }
    }
  }
}
