package dev.v2v.edges;

import dev.v2v.data.FlowField;
import dev.v2v.data.HoldOut;
import dev.v2v.data.TruthFiles;
import dev.v2v.engine.InputException;
import dev.v2v.flow.FrameFlow;
import dev.v2v.media.Fit;
import dev.v2v.media.FrameFitter;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A video and its edges in the layout that {@link dev.v2v.data.sequence.FolderSequences} reads:
 * {@code train_A/CLIP} edges, {@code train_B/CLIP} photographs, {@code train_flow/CLIP} reference
 * flow, and {@code test_...} for the last part of the clip. Immutable.
 *
 * @param canny how edges are found
 * @param faces a folder of landmarks, a file for each frame in the order of names, whose lines are
 *     the edges instead
 * @param width columns to scale to, 0 to keep the video's size
 * @param height rows likewise
 * @param heldOut the last share of the clip goes to test
 * @param form what edges are written as
 */
public record EdgeDataset(
    CannyEdges canny, Optional<Path> faces, int width, int height, HoldOut heldOut, Form form) {
  /** What edges are written as. */
  public enum Form {
    /** Label maps of the classes 0 and 1, for models of two classes. */
    CLASSES,
    /** White on black, for models that take pictures. */
    PICTURES;

    private void write(EdgeMap edges, Path file) throws IOException {
      if (this == CLASSES) {
        edges.writeClasses(file);
      } else {
        edges.writePicture(file);
      }
    }
  }

  /**
   * What was written.
   *
   * @param density share of edges among pixels, over all frames
   */
  public record Summary(int train, int test, int width, int height, double density) {}

  /**
   * Writes the data set of one clip.
   *
   * @param root a new or empty folder
   * @param flow estimates reference flow, which the training then reads; empty to write none
   * @throws InputException when the clip is too short, or files of landmarks are not as many
   */
  public Summary write(Path video, Path root, Optional<FrameFlow> flow, Runnable afterFrame)
      throws IOException {
    int frames = count(video);
    int test = heldOut.held(frames);
    List<Path> landmarks = faces.isPresent() ? jsonFiles(faces.get()) : List.of();
    if (faces.isPresent() && landmarks.size() != frames) {
      throw new InputException(
          String.format(
              "%s: expected a .json file for each of %d frames, found %d",
              faces.get(), frames, landmarks.size()));
    }
    if (frames - test < 2) {
      throw new InputException(
          video + ": training needs two frames or more, " + (frames - test) + " are left for it");
    }
    TruthFiles.createEmpty(root);
    String clip = stem(video);
    Part part = null;
    double density = 0;
    try (FrameSource source = FrameSource.open(video)) {
      RgbFrame raw = source.newFrame();
      int w = width == 0 ? raw.width() : width;
      int h = height == 0 ? raw.height() : height;
      FrameFitter fitter = new FrameFitter(raw.width(), raw.height(), w, h, Fit.RESIZE);
      float[] values = new float[fitter.outputLength()];
      for (int t = 0; t < frames && source.read(raw); t++) {
        RgbFrame photo = new RgbFrame(w, h);
        fitter.apply(raw, values);
        RgbFloats.toBytes(values, photo);
        if (t == 0 || t == frames - test) {
          part = new Part(root, t == 0 ? "train" : "test", clip, form, flow);
        }
        EdgeMap edges =
            landmarks.isEmpty()
                ? canny.of(photo)
                : FaceEdges.read(landmarks.get(t))
                    .draw(w, h, (double) w / raw.width(), (double) h / raw.height());
        part.add("frame_" + TruthFiles.padded(t + 1, 5), edges, photo);
        density += edges.density() / frames;
        afterFrame.run();
      }
      return new Summary(frames - test, test, w, h, density);
    }
  }

  /**
   * Draws the lines of faces alone, to synthesize from.
   *
   * @param folder a new or empty folder; files are named as those of the landmarks
   * @return how many
   * @throws InputException when there are no landmarks, or no size
   */
  public int drawFaces(Path folder) throws IOException {
    List<Path> landmarks = jsonFiles(faces.orElseThrow());
    if (width < 1 || height < 1) {
      throw new InputException("edges: landmarks without a video need a size");
    }
    TruthFiles.createEmpty(folder);
    for (Path file : landmarks) {
      EdgeMap lines = FaceEdges.read(file).draw(width, height, 1, 1);
      form.write(lines, folder.resolve(stem(file) + ".png"));
    }
    return landmarks.size();
  }

  /** Decoding is the only way to know: what containers state is an estimate. */
  private static int count(Path video) {
    try (FrameSource source = FrameSource.open(video)) {
      RgbFrame frame = source.newFrame();
      int n = 0;
      while (source.read(frame)) {
        n++;
      }
      return n;
    }
  }

  private static List<Path> jsonFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + ": expected a folder of .json files; there is none");
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
      if (found.isEmpty()) {
        throw new InputException(folder + ": expected .json files of landmarks; there are none");
      }
      return found;
    } catch (IOException e) {
      throw new InputException(folder + ": expected a readable folder: " + e.getMessage(), e);
    }
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** One part's folders of a clip; flow joins frames of one part only. */
  private static final class Part {
    private final Path edges;
    private final Path photos;
    private final Path flows;
    private final Form form;
    private final Optional<FrameFlow> flow;
    private RgbFrame before;

    Part(Path root, String phase, String clip, Form form, Optional<FrameFlow> flow)
        throws IOException {
      this.form = form;
      this.edges = Files.createDirectories(root.resolve(phase + "_A").resolve(clip));
      this.photos = Files.createDirectories(root.resolve(phase + "_B").resolve(clip));
      this.flows = root.resolve(phase + "_flow").resolve(clip);
      this.flow = flow;
      if (flow.isPresent()) {
        Files.createDirectories(flows);
      }
    }

    void add(String name, EdgeMap map, RgbFrame photo) throws IOException {
      form.write(map, edges.resolve(name + ".png"));
      Png.write(photo, photos.resolve(name + ".png"));
      if (flow.isPresent() && before != null) {
        FlowField back = flow.get().both(photo, before).forward();
        TruthFiles.writeFlow(
            flows, name + "_backward", back.width(), back.height(), back.flow(), back.occluded());
      }
      before = photo;
    }
  }
}
