package dev.v2v.vid2vid.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.Dice;
import dev.v2v.data.Split;
import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetSequences;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Training on drawn people: dancers by their poses, whose faces are judged apart, and faces. */
class FaceTrainingTest {
  private static final Backend CPU = Backends.open("cpu");
  private static final int SIZE = 64;
  private static final List<String> FACE_TERMS =
      List.of("G_f_GAN", "G_f_GAN_Feat", "D_f_real", "D_f_fake", "grad_norm.netD_f");

  private static final class Run implements AutoCloseable {
    final Vid2vidModel model;
    final Vid2vidTrainer trainer;

    Run(String more) {
      ConfigNode document =
          TinyVid2vid.document(
              "label_nc: 0\nuse_instance: false\nfg: false\nlambda_L1: 10\nloadSize: 64\n" + more);
      Vid2vidConfig config = Vid2vidConfig.of(document);
      model = Vid2vidModel.random(CPU, config, 3);
      trainer =
          new Vid2vidTrainer(
              model,
              Judges.random(CPU, config, 3),
              null,
              TrainConfig.of(document),
              TrainerSettings.plain(3),
              100);
    }

    Map<String, List<Float>> face() {
      Map<String, List<Float>> weights = new TreeMap<>();
      trainer.networks().get("netD_f").stateDict().entrySet().stream()
          .filter(e -> e.getKey().endsWith("weight"))
          .forEach(e -> weights.put(e.getKey(), list(e.getValue().toFloats())));
      return weights;
    }

    private static List<Float> list(float... values) {
      Float[] boxed = new Float[values.length];
      Arrays.setAll(boxed, i -> values[i]);
      return List.of(boxed);
    }

    @Override
    public void close() {
      trainer.close();
      model.close();
    }
  }

  private static List<FrameSequence> clips(Kind kind) {
    PuppetSequences puppets =
        new PuppetSequences(PuppetWorld.of(5), kind, Split.TRAIN, false, 10, 12, SIZE);
    return List.of(1, 4).stream()
        .map(
            entry -> {
              FrameSequence clip = new FrameSequence(6, puppets.format());
              puppets.read(entry, new Window(2, 1, 6), Dice.of(0), clip);
              return clip;
            })
        .collect(Collectors.toList());
  }

  @Test
  void facesOfDancersAreJudgedApart() {
    List<FrameSequence> clips = clips(Kind.FIGURE);
    try (Run run = new Run("input_nc: 3\nadd_face_disc: true\n")) {
      Map<String, List<Float>> before = run.face();
      Map<String, Double> first = run.trainer.step(0, clips);
      assertTrue(first.keySet().containsAll(FACE_TERMS), first::toString);
      assertNotEquals(before, run.face(), "the face's discriminator learns");
      Map<String, Double> last = first;
      for (int step = 1; step < 25; step++) {
        last = run.trainer.step(step, clips);
      }
      for (String term : FACE_TERMS) {
        assertTrue(last.get(term) >= 0 && Double.isFinite(last.get(term)), last::toString);
      }
      double judgedFirst = first.get("D_f_real") + first.get("D_f_fake");
      double judgedLast = last.get("D_f_real") + last.get("D_f_fake");
      assertTrue(judgedLast < 0.8 * judgedFirst, judgedFirst + " to " + judgedLast);
      assertTrue(last.get("G_L1") < 0.8 * first.get("G_L1"), first + " to " + last);
    }
  }

  @Test
  void withoutAFaceNothingIsJudged() {
    List<FrameSequence> clips = clips(Kind.FIGURE);
    clips.forEach(clip -> Arrays.fill(clip.pictures(), -1));
    try (Run run = new Run("input_nc: 3\nadd_face_disc: true\n")) {
      Map<String, List<Float>> before = run.face();
      Map<String, Double> numbers = run.trainer.step(0, clips);
      assertFalse(numbers.containsKey("G_f_GAN"), numbers::toString);
      assertEquals(before, run.face());
      assertTrue(Double.isFinite(numbers.get("G_GAN")));
    }
  }

  /** The face's terms reach the generator: with them it takes another step. */
  @Test
  void theGeneratorHearsTheFacesDiscriminator() {
    List<FrameSequence> clips = clips(Kind.FIGURE);
    try (Run with = new Run("input_nc: 3\nadd_face_disc: true\n");
        Run without = new Run("input_nc: 3\n")) {
      double a = with.trainer.step(0, clips).get("grad_norm.netG0");
      double b = without.trainer.step(0, clips).get("grad_norm.netG0");
      assertNotEquals(a, b);
    }
  }

  @Test
  void talkingFacesAreLearntFromTheirOutlines() {
    List<FrameSequence> clips = clips(Kind.FACE);
    try (Run run = new Run("input_nc: 1\n")) {
      double first = run.trainer.step(0, clips).get("G_L1");
      double last = first;
      for (int step = 1; step < 25; step++) {
        last = run.trainer.step(step, clips).get("G_L1");
      }
      assertTrue(last < 0.8 * first, "from " + first + " to " + last);
    }
  }
}
