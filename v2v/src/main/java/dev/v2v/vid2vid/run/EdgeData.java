package dev.v2v.vid2vid.run;

import dev.v2v.data.sequence.ScaleRule;
import dev.v2v.edges.EdgeDataset;
import dev.v2v.engine.InputException;
import dev.v2v.flow.FlowSettings;
import dev.v2v.flow.FrameFlow;
import dev.v2v.media.FrameSource;
import dev.v2v.train.Preparing;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.training.TrainConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes a data set of one video: its frames at the size of training, pictures of their edges, and
 * flow. Single-thread.
 */
final class EdgeData {
  private EdgeData() {}

  /**
   * The folder of the data set, made unless it is there.
   *
   * @throws InputException if there is no such video, the model does not take pictures of it, or
   *     the folder was made from another
   */
  static Path of(DataRequest request, Vid2vidConfig model, TrainConfig training, Workshop shop) {
    Path made = shop.data();
    Path video = Path.of(request.from());
    int channels = model.labels().pictureChannels();
    if (model.labels().classes() == 0 && channels != 1 && channels != 3) {
      throw new InputException(
          "--input edges: pictures have 1 or 3 channels, this model takes input_nc " + channels);
    }
    String origin = origin(video, request, training);
    if (Files.isDirectory(made)) {
      Origin.require(made, origin);
      return made;
    }
    if (!Files.exists(video)) {
      throw new InputException(video + ": must be a video, to take edges of; there is none");
    }
    if (model.labels().classes() != 0) {
      throw new InputException(
          "--input edges: edges are pictures, and need label_nc 0; this model takes "
              + model.labels().classes()
              + " classes");
    }
    Path unfinished = made.resolveSibling(made.getFileName() + ".unfinished");
    try {
      Folders.delete(unfinished);
      write(video, unfinished, request, size(video, model, training), training, shop);
      Origin.note(unfinished, origin);
      Files.move(unfinished, made);
    } catch (IOException e) {
      throw new InputException(made + ": cannot be written: " + e, e);
    }
    return made;
  }

  /** Not its folder: the video may have moved when a run goes on. */
  private static String origin(Path video, DataRequest request, TrainConfig training) {
    return String.format(
        "%s, held out %s, %s, %s",
        video.getFileName(), request.holdOut().share(), training.edges(), training.frames().rule());
  }

  private static ScaleRule.Size size(Path video, Vid2vidConfig model, TrainConfig training) {
    try (FrameSource source = FrameSource.open(video)) {
      ScaleRule.Size size =
          training.frames().rule().scaled(source.info().width(), source.info().height());
      if (training.frames().rule().crop() == ScaleRule.Crop.NONE) {
        model.requireFrame(video.toString(), size.width(), size.height());
      }
      return size;
    }
  }

  private static void write(
      Path video,
      Path folder,
      DataRequest request,
      ScaleRule.Size size,
      TrainConfig training,
      Workshop shop)
      throws IOException {
    EdgeDataset data =
        new EdgeDataset(
            training.edges(),
            Optional.empty(),
            size.width(),
            size.height(),
            request.holdOut(),
            EdgeDataset.Form.PICTURES);
    Preparing listener = shop.listener();
    try (FrameFlow solver = new FrameFlow(shop.backend(), FlowSettings.DEFAULT)) {
      listener.begin("edges and flow", -1);
      data.write(video, folder, Optional.of(solver), listener::frame);
    } finally {
      listener.end();
    }
  }
}
