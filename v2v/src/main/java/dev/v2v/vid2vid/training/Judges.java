package dev.v2v.vid2vid.training;

import dev.v2v.engine.Backend;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The discriminators that a model is trained against. Single-thread.
 *
 * @param frames of single frames, {@code netD}
 * @param face of the face in them, {@code netD_f}; {@code null} if none is asked for
 * @param temporal of pieces of video, {@code netD_T0} and on, the finest temporal scale first
 */
public record Judges(
    MultiscaleDiscriminator frames,
    MultiscaleDiscriminator face,
    List<MultiscaleDiscriminator> temporal)
    implements AutoCloseable {
  /** Name of the frames' discriminator, and the beginning of all others'. */
  static final String FRAMES = "netD";

  static final String FACE = FRAMES + "_f";
  static final String TEMPORAL = FRAMES + "_T";

  /** Discriminators with random weights, as a configuration asks for. */
  public static Judges random(Backend backend, Vid2vidConfig config, long seed) {
    Init init = Init.seeded(backend, seed);
    List<MultiscaleDiscriminator> temporal = new ArrayList<>();
    for (int k = 0; k < config.judges().temporalScales(); k++) {
      temporal.add(new MultiscaleDiscriminator(init, config.temporalJudge()));
    }
    return new Judges(
        new MultiscaleDiscriminator(init, config.imageJudge()),
        config.judges().face() != Vid2vidConfig.Face.NONE
            ? new MultiscaleDiscriminator(init, config.faceJudge())
            : null,
        List.copyOf(temporal));
  }

  /** All of them, by the names of the authors' checkpoints. */
  public Map<String, Module> networks() {
    Map<String, Module> networks = new LinkedHashMap<>();
    networks.put(FRAMES, frames);
    if (face != null) {
      networks.put(FACE, face);
    }
    for (int k = 0; k < temporal.size(); k++) {
      networks.put(TEMPORAL + k, temporal.get(k));
    }
    return networks;
  }

  /** Whether what follows is recorded for their own learning. */
  void learn(boolean on) {
    networks().values().forEach(n -> n.parameters().forEach(p -> p.tensor().requireGrad(on)));
  }

  @Override
  public void close() {
    networks().values().forEach(Module::close);
  }
}
