package dev.v2v.vid2vid.training;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.LabelPredictor;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.networks.Pyramid;
import dev.v2v.vid2vid.networks.VideoFrame;
import java.util.ArrayList;
import java.util.List;

/** Generates the frames of a chunk one after another, each from those before. Single-thread. */
final class Recurrence {
  private final Vid2vidModel model;
  private final DType compute;

  Recurrence(Vid2vidModel model, DType compute) {
    this.model = model;
    this.compute = compute;
  }

  /**
   * What a chunk became.
   *
   * @param frames the generated ones, of the finest level
   * @param levels their images at every level
   */
  record Made(List<VideoFrame> frames, List<List<Tensor>> levels) {
    Made {
      frames = List.copyOf(frames);
      levels = List.copyOf(levels);
    }

    List<Tensor> images() {
      return frames.stream().map(VideoFrame::image).toList();
    }
  }

  /** Puts into an empty memory what comes before the first generated frame. */
  void begin(ClipMemory memory, Chunk chunk, boolean fromNothing) {
    int scales = model.config().generator().scales();
    for (Tensor photo : chunk.photos().subList(0, chunk.lead())) {
      memory.image(fromNothing ? nothing(photo, scales) : Pyramid.of(photo, scales));
    }
  }

  private static List<Tensor> nothing(Tensor like, int scales) {
    List<Tensor> levels = new ArrayList<>();
    Shape shape = like.shape();
    for (int level = 0; level < scales; level++) {
      levels.add(CoreKernels.full(like.backend(), shape, like.dtype(), 0));
      shape = Shape.of(shape.dim(0), shape.dim(1) / 2, shape.dim(2) / 2, shape.dim(3));
    }
    return levels;
  }

  /**
   * Generates.
   *
   * @param seen what the generator sees of each frame besides, by {@link ChunkStyles#seen}
   * @param window images before, oldest first, of every level
   * @param rawOnly take hallucinated images as they are
   * @param recurrent after so many frames the images before lose their history
   */
  Made generate(
      Chunk chunk,
      List<List<LabelMaps>> seen,
      List<List<Tensor>> window,
      boolean rawOnly,
      int recurrent) {
    List<List<LabelMaps>> known = new ArrayList<>(seen);
    List<List<Tensor>> before = new ArrayList<>(window);
    List<VideoFrame> frames = new ArrayList<>();
    List<List<Tensor>> images = new ArrayList<>();
    for (int t = 0; t < chunk.size(); t++) {
      if (t % recurrent == 0) {
        before.replaceAll(levels -> levels.stream().map(Tensor::detach).toList());
      }
      List<List<LabelMaps>> labels = known.subList(t, t + chunk.lead() + 1);
      List<VideoFrame> levels = model.forward(model.inputs(labels, before, rawOnly, compute));
      frames.add(levels.get(0));
      images.add(levels.stream().map(VideoFrame::image).toList());
      if (!before.isEmpty()) {
        before.remove(0);
        before.add(images.get(t));
      }
      if (model.config().predictsLabels() && t + 1 < chunk.size()) {
        // As when it predicts for long: what it sees of the next moment is its own prediction.
        LabelMaps next = LabelPredictor.certain(levels.get(0).image());
        known.set(t + chunk.lead() + 1, next.pyramid(model.config().generator().scales()));
      }
    }
    return new Made(frames, images);
  }
}
