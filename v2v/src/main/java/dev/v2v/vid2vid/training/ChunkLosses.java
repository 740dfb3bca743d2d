package dev.v2v.vid2vid.training;

import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.perceptual.Vgg19;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.losses.FaceBox;
import dev.v2v.vid2vid.losses.FaceLosses;
import dev.v2v.vid2vid.losses.FrameBatch;
import dev.v2v.vid2vid.losses.FrameLosses;
import dev.v2v.vid2vid.losses.TemporalGroups;
import dev.v2v.vid2vid.losses.TemporalLosses;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.networks.VideoFrame;
import dev.v2v.vid2vid.training.ClipMemory.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All losses of a chunk, of the generator and of each discriminator. Single-thread. */
final class ChunkLosses {
  private final Vid2vidConfig config;
  private final FrameLosses frames;
  private final FaceLosses face;
  private final FaceBox.Marking marking;
  private final List<TemporalLosses> temporal;
  private final boolean sparse;

  /**
   * Losses by these discriminators.
   *
   * @param vgg perceptual features, {@code null} to do without
   * @param sparse whether pieces of video do not overlap
   */
  ChunkLosses(Vid2vidConfig config, Judges judges, Vgg19 vgg, boolean sparse, DType compute) {
    this.config = config;
    this.sparse = sparse;
    frames = new FrameLosses(config, judges.frames(), vgg, compute);
    face = judges.face() == null ? null : new FaceLosses(config, judges.face(), compute);
    marking =
        config.judges().face() == Vid2vidConfig.Face.DENSE_POSE
            ? FaceBox.Marking.DENSE_POSE
            : FaceBox.Marking.OPEN_POSE;
    temporal = judges.temporal().stream().map(j -> new TemporalLosses(config, j, compute)).toList();
  }

  /**
   * What losses of a chunk are taken of.
   *
   * @param batch its generated frames together
   * @param pieces of video that end in it, by temporal scale; {@code null} where there are none yet
   * @param box around the faces in it; {@code null} if there are none, or nobody looks at them
   */
  record Subject(FrameBatch batch, List<Pieces> pieces, FaceBox box) {}

  /** Moments that temporal discriminators look back from one chunk to the next. */
  int memory() {
    return TemporalGroups.memory(config.judges().frames(), temporal.size());
  }

  /** Puts together what a chunk and its memory have. */
  Subject subject(Chunk chunk, Recurrence.Made made, ClipMemory memory) {
    FrameBatch batch = batch(chunk, made, memory);
    FaceBox box = null;
    if (face != null) {
      int side = FaceBox.sideFor(Math.min(batch.real().dim(1), batch.real().dim(2)));
      box = FaceBox.find(batch.labels(), marking, side).orElse(null);
    }
    return new Subject(batch, pieces(chunk, made, memory), box);
  }

  private static FrameBatch batch(Chunk chunk, Recurrence.Made made, ClipMemory memory) {
    List<Tensor> photos = chunk.photos();
    boolean video = chunk.lead() > 0;
    boolean moves = made.frames().get(0).flow() != null;
    return new FrameBatch(
        LabelMaps.join(0, finest(chunk)).channels(), // discriminators see them beside an image
        join(chunk.generated(photos)),
        video ? join(photos.subList(chunk.lead() - 1, photos.size() - 1)) : null,
        join(made.images()),
        video ? join(previous(chunk, made, memory)) : null,
        join(parts(made, VideoFrame::hallucinated)),
        moves ? join(parts(made, VideoFrame::flow)) : null,
        moves ? join(parts(made, VideoFrame::mask)) : null,
        video ? join(chunk.generated(chunk.flows())) : null,
        video ? join(chunk.generated(chunk.confidences())) : null);
  }

  /** The labels of the generated frames at full size. */
  private static List<LabelMaps> finest(Chunk chunk) {
    return chunk.generated(chunk.labels()).stream().map(levels -> levels.get(0)).toList();
  }

  /** The generated image before each; of the first of a clip the recorded one. */
  private static List<Tensor> previous(Chunk chunk, Recurrence.Made made, ClipMemory memory) {
    List<Tensor> previous = new ArrayList<>();
    List<List<Tensor>> window = memory.window();
    previous.add(
        memory.passed() == 0
            ? chunk.photos().get(chunk.lead() - 1)
            : window.get(window.size() - 1).get(0));
    made.images().subList(0, chunk.size() - 1).forEach(image -> previous.add(image.detach()));
    return previous;
  }

  private static List<Tensor> parts(Recurrence.Made made, Function<VideoFrame, Tensor> part) {
    return made.frames().stream().map(part).toList();
  }

  private static Tensor join(List<Tensor> frames) {
    return concat(0, frames.toArray(Tensor[]::new));
  }

  private List<Pieces> pieces(Chunk chunk, Recurrence.Made made, ClipMemory memory) {
    List<Moment> known = memory.moments();
    known.addAll(moments(chunk, made));
    List<Pieces> pieces = new ArrayList<>();
    for (int scale = 0; scale < temporal.size(); scale++) {
      int size = config.judges().frames();
      List<int[]> groups = Pieces.groups(memory, known.size(), chunk.size(), size, scale, sparse);
      int stride = TemporalGroups.stride(size, scale);
      pieces.add(groups.isEmpty() ? null : Pieces.of(known, groups, stride));
    }
    return pieces;
  }

  /** The generated moments of a chunk. */
  static List<Moment> moments(Chunk chunk, Recurrence.Made made) {
    List<Moment> moments = new ArrayList<>();
    for (int t = 0; t < chunk.size(); t++) {
      int at = chunk.lead() + t;
      moments.add(new Moment(chunk.photos().get(at), made.images().get(t), chunk.flows().get(at)));
    }
    return moments;
  }

  /** Every term of the generator, weighted; those of temporal scale k end in k. */
  Map<String, Tensor> generator(Subject s) {
    Map<String, Tensor> terms = new LinkedHashMap<>(frames.generator(s.batch()));
    if (s.box() != null) {
      terms.putAll(face.generator(s.batch(), s.box()));
    }
    for (int scale = 0; scale < s.pieces().size(); scale++) {
      Pieces p = s.pieces().get(scale);
      if (p != null) {
        String suffix = Integer.toString(scale);
        temporal
            .get(scale)
            .generator(p.real(), p.fake(), p.flows())
            .forEach((name, term) -> terms.put(name + suffix, term));
      }
    }
    return terms;
  }

  /** The terms of each discriminator that sees something; half their sum is its loss. */
  List<Map<String, Tensor>> judges(Subject s) {
    List<Map<String, Tensor>> all = new ArrayList<>();
    all.add(frames.discriminator(s.batch()));
    if (s.box() != null) {
      all.add(face.discriminator(s.batch(), s.box()));
    }
    for (int scale = 0; scale < s.pieces().size(); scale++) {
      Pieces p = s.pieces().get(scale);
      if (p != null) {
        Map<String, Tensor> terms = new LinkedHashMap<>();
        String suffix = Integer.toString(scale);
        temporal
            .get(scale)
            .discriminator(p.real(), p.fake(), p.flows())
            .forEach((name, term) -> terms.put(name + suffix, term));
        all.add(terms);
      }
    }
    return all;
  }
}
