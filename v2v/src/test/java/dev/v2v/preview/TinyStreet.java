package dev.v2v.preview;

import dev.v2v.config.YamlFile;
import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.IdImage;
import dev.v2v.data.sequence.FrameOptions;
import dev.v2v.data.street.StreetDataset;
import dev.v2v.data.street.StreetLayout;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.data.street.Weather;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.preview.gl.MapForm;
import dev.v2v.vid2vid.ClassChange;
import dev.v2v.vid2vid.LabelEdits;
import dev.v2v.vid2vid.StyleChoice;
import dev.v2v.vid2vid.SynthesisJob;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A drawn street, a vid2vid model of random weights for it, and what it makes of that. */
final class TinyStreet {
  static final int WIDTH = 64;
  static final int HEIGHT = 32;
  static final int FRAMES = 7;

  /** Label maps before the first image. */
  static final int LEAD = 2;

  // Panes of the window, in order.
  static final int LABELS_PANE = 0;
  static final int RESULT_PANE = 1;
  static final int PAINTED_PANE = 2;
  static final int PREVIOUS_PANE = 3;
  static final int WARPED_PANE = 4;
  static final int FLOW_PANE = 5;
  static final int MASK_PANE = 6;
  static final List<PaneSpec> PANES =
      Collections.nCopies(7, PaneSpec.of("", MapForm.COLOR, WIDTH, HEIGHT));

  /** Random heads hardly move anything: their flow is shown large. */
  private static final double FLOW_SCALE = 2;

  private static final String CONFIG =
      """
      label_nc: 35
      use_instance: true
      no_first_img: true
      ngf: 8
      n_downsample_G: 1
      n_blocks: 2
      """;

  private final Path folder;
  private final Vid2vidConfig config = Vid2vidConfig.parse("tiny", CONFIG);

  /** Writes clip and model into a folder. */
  TinyStreet(Path folder) throws IOException {
    this.folder = folder;
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(model.resolve("config.yaml"), CONFIG);
    try (Vid2vidModel random = Vid2vidModel.random(Backends.open("cpu"), config, 3)) {
      SafetensorsWriter.write(
          model.resolve("latest_net_G0.safetensors"),
          random.generators().get(0).sources(""),
          Map.of());
    }
    new StreetDataset(
            StreetWorld.of(5),
            Optional.of(Weather.SUNNY),
            1,
            1,
            FRAMES,
            WIDTH,
            HEIGHT,
            StreetLayout.VID2VID,
            false)
        .write(folder.resolve("street"), () -> {});
  }

  private Path maps(String part) {
    return folder.resolve("street").resolve(part).resolve("street0000");
  }

  /** Of {@code preview}, but for pace and window. */
  List<String> arguments() {
    return List.of(
        "synthesize",
        "--model",
        folder.resolve("model").toString(),
        "--labels",
        maps("test_A").toString(),
        "--instances",
        maps("test_inst").toString(),
        "--flow-scale",
        String.valueOf(FLOW_SCALE),
        "--device",
        "cpu",
        "--save-to",
        folder.toString());
  }

  /** What {@code synthesize} writes, by pane and label map; those that only lead in have none. */
  Map<Integer, List<RgbFrame>> made() throws IOException {
    Map<SynthesisJob.Part, Path> outputs = new EnumMap<>(SynthesisJob.Part.class);
    Files.createDirectory(folder.resolve("made"));
    for (SynthesisJob.Part part : SynthesisJob.Part.values()) {
      outputs.put(part, folder.resolve("made").resolve(part.name()));
    }
    Backend backend = Backends.open("cpu");
    try (Vid2vidModel model =
        Vid2vidModel.load(backend, config, folder.resolve("model"), "latest")) {
      model.prepareForInference();
      SynthesisJob.Settings settings =
          new SynthesisJob.Settings(
              maps("test_A"),
              maps("test_inst"),
              0,
              FrameOptions.of(YamlFile.parse("options", "{}")),
              ClassChange.NONE,
              LabelEdits.NONE,
              StyleChoice.NONE,
              outputs,
              new SynthesisJob.First.None(),
              DType.FLOAT32,
              FLOW_SCALE,
              Optional.empty(),
              Long.MAX_VALUE,
              Optional.empty());
      new SynthesisJob(model, settings, new SynthesisJob.Listener() {}).run();
    }
    return Map.of(
        RESULT_PANE, pictures(outputs.get(SynthesisJob.Part.IMAGE)),
        PAINTED_PANE, pictures(outputs.get(SynthesisJob.Part.HALLUCINATED)),
        WARPED_PANE, pictures(outputs.get(SynthesisJob.Part.WARPED)),
        FLOW_PANE, pictures(outputs.get(SynthesisJob.Part.FLOW)),
        MASK_PANE, pictures(outputs.get(SynthesisJob.Part.MASK)));
  }

  private static List<RgbFrame> pictures(Path written) {
    List<RgbFrame> pictures = new ArrayList<>(Collections.nCopies(LEAD, null));
    try (FrameSource source = FrameSource.open(written)) {
      RgbFrame frame = source.newFrame();
      while (source.read(frame)) {
        pictures.add(frame);
        frame = source.newFrame();
      }
    }
    return pictures;
  }

  /** A label map in the colours of Cityscapes. */
  RgbFrame labels(int t) {
    IdImage map = IdImage.read(maps("test_A").resolve(String.format("frame_%05d.png", t)));
    RgbFrame colors = new RgbFrame(WIDTH, HEIGHT);
    for (int p = 0; p < WIDTH * HEIGHT; p++) {
      int color = CityscapesClass.of(map.ids()[p]).color();
      for (int c = 0; c < 3; c++) {
        colors.data()[3 * p + c] = (byte) (color >> (16 - 8 * c));
      }
    }
    return colors;
  }
}
