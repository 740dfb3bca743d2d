package dev.v2v.tests.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.bench.cases.Tolerance;
import dev.v2v.bench.selftest.Comparison;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.backend.cuda.CudaBackend;
import dev.v2v.engine.backend.ptx.PtxPlatform;
import dev.v2v.vid2vid.FirstFrames;
import dev.v2v.vid2vid.LabelEncoder;
import dev.v2v.vid2vid.SynthesizedFrame;
import dev.v2v.vid2vid.Synthesizer;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.networks.LabelMaps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A small vid2vid model of two scales with a foreground network, from label maps to frames on the
 * interpreted kernels.
 */
class Vid2vidOnPtxTest {
  private static final int WIDTH = 32;
  private static final int HEIGHT = 16;
  private static final int MAPS = 6;

  /** As golden outputs are held to. */
  private static final Tolerance AGREEMENT = new Tolerance(1e-4, 1e-3);

  private static final Vid2vidConfig CONFIG =
      Vid2vidConfig.parse(
          "test",
          "{label_nc: 4, use_instance: true, ngf: 4, n_downsample_G: 1, n_blocks: 2,"
              + " n_blocks_local: 1, n_scales_spatial: 2, no_first_img: true, fg: true,"
              + " fg_labels: [1, 3]}");

  /** Images, flows, masks and warped images, one frame after the other. */
  private static List<double[]> frames(Backend backend) {
    List<double[]> all = new ArrayList<>();
    try (Vid2vidModel model = Vid2vidModel.random(backend, CONFIG, 7)) {
      model.prepareForInference();
      try (Synthesizer s = new Synthesizer(model, new FirstFrames.None(), DType.FLOAT32)) {
        for (int t = 0; t < MAPS; t++) {
          try (DeviceScope scope = backend.scope("frame")) {
            s.next(labels(backend, t)).ifPresent(f -> add(all, f));
          }
        }
      }
    }
    return all;
  }

  private static void add(List<double[]> all, SynthesizedFrame f) {
    all.add(f.image().toDoubles());
    all.add(f.frame().hallucinated().toDoubles());
    if (f.frame().flow() != null) {
      all.add(f.frame().flow().toDoubles());
      all.add(f.frame().mask().toDoubles());
      all.add(f.warped().toDoubles());
    }
  }

  /** Stripes of classes that move by a pixel a frame. */
  private static LabelMaps labels(Backend backend, int t) {
    int[] ids = IntStream.range(0, WIDTH * HEIGHT).map(p -> (p % WIDTH + t) / 5 % 4).toArray();
    IdImage map = new IdImage(WIDTH, HEIGHT, ids);
    return new LabelEncoder(backend, CONFIG.labels()).encode(map, map);
  }

  @Test
  void framesAreTheReferencesAndNothingIsLeftBehind() {
    PtxPlatform platform = new PtxPlatform();
    Set<String> launched = new TreeSet<>();
    platform.driver().observe(profile -> launched.add(profile.kernel().name()));
    Backend ptx = new CudaBackend("ptx", platform.platform());
    List<double[]> actual = frames(ptx);
    List<double[]> expected = frames(Backends.open("reference"));
    assertEquals(expected.size(), actual.size());
    assertTrue(actual.size() >= 5 * (MAPS - CONFIG.generator().frames()), "flows among them");
    for (int i = 0; i < expected.size(); i++) {
      double[] want = expected.get(i);
      double scale = Math.max(1, Arrays.stream(want).map(Math::abs).max().orElseThrow()); // of flow
      Comparison c = Comparison.of("result " + i, actual.get(i), want, AGREEMENT, scale);
      assertTrue(c.passed(), c::toString);
    }
    assertEquals(0, ptx.memory().live());
    assertTrue(launched.stream().anyMatch(k -> k.startsWith("flow_warp")), launched::toString);
    assertTrue(
        launched.stream().anyMatch(k -> k.startsWith("label_embedding")), launched::toString);
    assertTrue(launched.size() >= 10, launched::toString);
  }
}
