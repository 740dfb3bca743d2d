package dev.v2v.vid2vid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.YamlFile;
import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.LabelFiles;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.data.sequence.FrameOptions;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.media.FrameSink;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSynthesisTest {
  private static final Backend BACKEND = Backends.open("cpu");
  private static final int WIDTH = 32;
  private static final int HEIGHT = 16;
  private static final int FRAMES = 4;
  private static final SynthesisJob.First NONE = new SynthesisJob.First.None();

  @TempDir Path folder;

  private static Vid2vidModel model(String more) {
    Vid2vidConfig config =
        Vid2vidConfig.parse(
            "test", "{label_nc: 35, ngf: 4, n_downsample_G: 1, n_blocks: 2" + more + "}");
    Vid2vidModel model = Vid2vidModel.random(BACKEND, config, 7);
    model.prepareForInference();
    return model;
  }

  /** A clip of a road below the sky, whose horizon sinks. */
  private Path labels(int frames) throws IOException {
    Path maps = Files.createDirectories(folder.resolve("labels" + frames));
    for (int t = 0; t < frames; t++) {
      LabelMap map = new LabelMap(WIDTH, HEIGHT);
      for (int p = 0; p < WIDTH * HEIGHT; p++) {
        boolean sky = p / WIDTH < 6 + t;
        map.classes()[p] = (byte) (sky ? CityscapesClass.SKY : CityscapesClass.ROAD).id();
      }
      LabelFiles.writeClasses(map, maps.resolve(t + ".png"));
    }
    return maps;
  }

  private LiveSynthesis open(Vid2vidModel model, int frames, SynthesisJob.First first)
      throws IOException {
    return new LiveSynthesis(
        model,
        new SynthesisJob.Settings(
            labels(frames),
            null,
            0,
            FrameOptions.of(YamlFile.parse("options", "{}")),
            ClassChange.NONE,
            LabelEdits.NONE,
            StyleChoice.NONE,
            Map.of(),
            first,
            DType.FLOAT32,
            20,
            Optional.empty(),
            Long.MAX_VALUE,
            Optional.empty()));
  }

  /** Goes on to the end; the last image. */
  private static float[] runOut(LiveSynthesis live) {
    while (live.read()) {
      live.next();
    }
    return live.image().toFloats();
  }

  private Path twoFrames() {
    Path frames = folder.resolve("first");
    try (FrameSink sink = FrameSink.create(frames, SinkOptions.of(WIDTH, HEIGHT, Rational.of(1)))) {
      for (int i = 0; i < 2; i++) {
        RgbFrame frame = new RgbFrame(WIDTH, HEIGHT);
        for (int p = 0; p < frame.data().length; p++) {
          frame.data()[p] = (byte) (p * (i + 2));
        }
        sink.write(frame);
      }
      sink.finish();
    }
    return frames;
  }

  @Test
  void fromTheStartAgainItIsTheSameInTheSameMemory() throws IOException {
    try (Vid2vidModel model = model("");
        LiveSynthesis live = open(model, FRAMES, new SynthesisJob.First.Frames(twoFrames()))) {
      float[] once = runOut(live);
      List<Long> bytes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        live.restart();
        assertEquals(0, live.position());
        assertArrayEquals(once, runOut(live));
        bytes.add(BACKEND.memory().live());
      }
      assertEquals(bytes.get(0), bytes.get(2), bytes::toString);
    }
  }

  @Test
  void closedItLeavesNothing() throws IOException {
    SynthesisJob.First first = new SynthesisJob.First.Frames(twoFrames());
    try (Vid2vidModel model = model("")) {
      try (LiveSynthesis live = open(model, FRAMES, first)) {
        runOut(live); // what the device prepares for a model's first frame stays with the model
      }
      long before = BACKEND.memory().live();
      try (LiveSynthesis live = open(model, FRAMES, first)) {
        runOut(live);
        assertNotEquals(before, BACKEND.memory().live());
      }
      assertEquals(before, BACKEND.memory().live());
    }
  }

  @Test
  void aModelOfOneFrameSeesNoneBefore() throws IOException {
    try (Vid2vidModel model = model(", n_frames_G: 1, no_flow: true, n_scales_temporal: 0");
        LiveSynthesis live = open(model, FRAMES, NONE)) {
      assertTrue(live.read());
      assertTrue(live.next(), "every label map has an image");
      assertNull(live.previous());
      assertNull(live.flow());
    }
  }

  @Test
  void labelMapsThatOnlyLeadInHaveNoImage() throws IOException {
    try (Vid2vidModel model = model(", no_first_img: true");
        LiveSynthesis live = open(model, FRAMES, NONE)) {
      for (int t = 0; t < FRAMES; t++) {
        assertTrue(live.read());
        assertEquals(t >= 2, live.next());
      }
      assertFalse(live.read());
    }
  }

  @Test
  void aClipOfLeadInAloneIsRefused() throws IOException {
    try (Vid2vidModel model = model(", no_first_img: true");
        LiveSynthesis live = open(model, 2, NONE)) {
      for (int t = 0; t < 2; t++) {
        assertTrue(live.read());
        assertFalse(live.next());
      }
      InputException e = assertThrows(InputException.class, live::read);
      assertTrue(e.getMessage().contains("expected at least 3 label maps"), e.getMessage());
    }
  }
}
