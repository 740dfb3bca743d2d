package dev.v2v.fomm.training;

import dev.v2v.engine.Backend;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Replay;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.nn.Counter;
import dev.v2v.nn.Module;
import dev.v2v.nn.StateEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Forward and backward of a training step in place: a batch and its transforms are written to
 * tensors that stay, loss terms and gradients appear in others. Recorded once, replayed as one
 * graph. Single-thread.
 */
final class RecordedPass implements AutoCloseable {
  /** What is recorded. */
  @FunctionalInterface
  interface Work {
    void run(Tensor source, Tensor driving, List<EquivarianceTransform> transforms, Terms terms);
  }

  /** Takes the loss terms of a part of the batch as they come. */
  @FunctionalInterface
  interface Terms {
    void add(int part, String name, Tensor term);
  }

  private final double lossScale;
  private final Tensor source;
  private final Tensor driving;
  private final List<EquivarianceTransform> transforms = new ArrayList<>();
  private final List<Map<String, Tensor>> terms = new ArrayList<>();
  private final Replay replay;

  /** How much the host counts in one pass, which a replay does not do. */
  private final Map<Counter, Long> counts = new LinkedHashMap<>();

  private boolean counted = true; // by the recording, for its first replay

  /**
   * Records a pass; nothing is computed yet.
   *
   * @param like a batch of the sizes to come
   * @param names of the loss terms, in their order
   * @param networks whose numbers of batches go on as if every pass were run
   * @param lossScale that the work multiplies losses by; a recording cannot take another
   */
  RecordedPass(
      Backend backend,
      Tensor source,
      Tensor driving,
      List<EquivarianceTransform> like,
      List<String> names,
      Collection<Module> networks,
      double lossScale,
      Work work) {
    this.lossScale = lossScale;
    this.source = room(source);
    this.driving = room(driving);
    for (EquivarianceTransform t : like) {
      transforms.add(new EquivarianceTransform(room(t.theta()), room(t.control())));
      Map<String, Tensor> own = new LinkedHashMap<>();
      names.forEach(
          n -> own.put(n, CoreKernels.full(backend, Shape.scalar(), DType.FLOAT32, 0).persist()));
      terms.add(own);
    }
    for (Module network : networks) {
      for (StateEntry entry : network.namedState().values()) {
        if (entry instanceof Counter c) {
          counts.put(c, -c.value());
        }
      }
    }
    replay =
        backend.record(
            () ->
                work.run(
                    this.source,
                    this.driving,
                    transforms,
                    (part, name, term) -> CoreKernels.copy(term, terms.get(part).get(name))));
    counts.replaceAll((counter, before) -> counter.value() + before);
  }

  private static Tensor room(Tensor like) {
    return Tensor.empty(like.backend(), like.shape(), like.dtype()).persist();
  }

  /** Whether it is a recording for such a batch and scale. */
  boolean suits(Tensor batch, double scale) {
    TensorSpec mine = source.spec();
    return mine.equals(batch.spec()) && lossScale == scale;
  }

  /** Computes a batch: its gradients are with the parameters then. */
  void replay(Tensor from, Tensor to, List<EquivarianceTransform> drawn) {
    CoreKernels.copy(from, source);
    CoreKernels.copy(to, driving);
    for (int i = 0; i < drawn.size(); i++) {
      CoreKernels.copy(drawn.get(i).theta(), transforms.get(i).theta());
      CoreKernels.copy(drawn.get(i).control(), transforms.get(i).control());
    }
    replay.replay();
    if (!counted) {
      counts.forEach(Counter::add);
    }
    counted = false;
  }

  /** The loss terms of the latest batch, by part. */
  List<Map<String, Tensor>> terms() {
    return terms;
  }

  /** Gradients that it wrote must have been dropped before. */
  @Override
  public void close() {
    replay.close();
    source.close();
    driving.close();
    for (EquivarianceTransform t : transforms) {
      t.theta().close();
      t.control().close();
    }
    terms.forEach(own -> own.values().forEach(Tensor::close));
  }
}
