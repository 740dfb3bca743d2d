package dev.v2v.vid2vid;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.shape.Concat;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Module;
import dev.v2v.nn.NetworkWeights;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.networks.CompositeGenerator;
import dev.v2v.vid2vid.networks.CompositeLocalGenerator;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.networks.VideoFeatures;
import dev.v2v.vid2vid.networks.VideoFrame;
import dev.v2v.vid2vid.networks.VideoGenerator;
import dev.v2v.vid2vid.networks.VideoInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sequential generator of vid2vid: one network for each spatial scale, {@code G0} the coarsest.
 * Levels are counted the other way, as in a pyramid of images: level 0 is the finest.
 * Single-thread.
 */
public final class Vid2vidModel implements AutoCloseable {
  /** Name of the file of all weights in the folder of a run. */
  static final String FILE = "model.safetensors";

  /** The newest weights of a folder. */
  public static final String LATEST = "latest";

  /** Name of the encoder of styles, in files that hold all networks. */
  public static final String ENCODER = "netE";

  private static final String NETWORK = "net";

  private static final List<String> EXTENSIONS = List.of(".safetensors", ".pth", ".pth.tar");

  private final Vid2vidConfig config;
  private final Backend backend;
  private final List<VideoGenerator> generators = new ArrayList<>();
  private final FeatureEncoder styles; // null where the generator sees no styles

  private Vid2vidModel(Vid2vidConfig config, Init init) {
    this.config = config;
    this.backend = init.backend();
    Vid2vidConfig.Generator g = config.generator();
    for (int s = 0; s < g.scales(); s++) {
      VideoGenerator.Config scale = config.scale(s);
      generators.add(
          s == 0
              ? new CompositeGenerator(init, scale, g.downs(), g.blocks())
              : new CompositeLocalGenerator(
                  init,
                  scale,
                  CompositeGenerator.foregroundFeatures(scale.features(), g.downs()),
                  g.localBlocks(),
                  CompositeGenerator.FLOW_SCALE * (1 << s)));
    }
    styles =
        config.styles().any()
            ? new FeatureEncoder(init, config.styleEncoder(), config.styles().channels())
            : null;
  }

  /** A model with random weights. */
  public static Vid2vidModel random(Backend backend, Vid2vidConfig config, long seed) {
    return new Vid2vidModel(config, Init.seeded(backend, seed));
  }

  /**
   * A model with given weights.
   *
   * @param states a state dict for each scale, the coarsest first, then that of the encoder of
   *     styles, if the model has one
   * @throws InputException if there are too few, or one does not fit the configuration or holds NaN
   */
  public static Vid2vidModel of(
      Backend backend, Vid2vidConfig config, List<Map<String, ArrayData>> states) {
    Vid2vidModel model = new Vid2vidModel(config, Init.blank(backend));
    try {
      Map<String, Module> networks = model.networks();
      if (states.size() != networks.size()) {
        throw new InputException(
            "vid2vid: needs weights for " + networks.keySet() + ", got " + states.size());
      }
      int next = 0;
      for (Map.Entry<String, Module> network : networks.entrySet()) {
        NetworkWeights.load(network.getValue(), states.get(next++), network.getKey());
      }
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** The networks that make a video, by the names of the authors' files, the encoder last. */
  public Map<String, Module> networks() {
    Map<String, Module> networks = new LinkedHashMap<>();
    for (int s = 0; s < generators.size(); s++) {
      networks.put(network(s), generators.get(s));
    }
    if (styles != null) {
      networks.put(ENCODER, styles);
    }
    return networks;
  }

  /** The name of the network of a scale, in files that hold all of them. */
  public static String network(int scale) {
    return NETWORK + "G" + scale;
  }

  /**
   * A model with the weights of one file, such as training writes, or of a folder: that file in it,
   * {@value #FILE}, or {@code EPOCH_net_G0} and on as the authors name them, in PyTorch's layouts
   * or safetensors.
   *
   * @param epoch {@code latest}, or the number of an epoch
   * @throws InputException if a file is missing or does not fit the configuration or holds NaN
   */
  public static Vid2vidModel load(Backend backend, Vid2vidConfig config, Path path, String epoch) {
    Optional<Path> single = single(path);
    if (single.isPresent() && epoch.equals(LATEST)) {
      try (Checkpoint file = Checkpoint.open(single.get())) {
        return load(backend, config, file, single.get().toString());
      }
    }
    Vid2vidModel model = new Vid2vidModel(config, Init.blank(backend));
    try {
      model.loadEach(path, epoch);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * A model with the weights of all scales in one file that is open already.
   *
   * @param origin how errors call the file
   * @throws InputException if it does not fit the configuration or holds NaN
   */
  static Vid2vidModel load(Backend backend, Vid2vidConfig config, Checkpoint file, String origin) {
    Vid2vidModel model = new Vid2vidModel(config, Init.blank(backend));
    try {
      model.loadSingle(file, origin);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private void loadSingle(Checkpoint file, String origin) {
    networks()
        .forEach(
            (name, network) -> {
              Map<String, ArrayData> state = file.contains(name) ? file.stateDict(name) : Map.of();
              NetworkWeights.load(network, state, origin + ": " + name);
            });
  }

  private void loadEach(Path folder, String epoch) {
    networks()
        .forEach(
            (name, network) -> {
              String stem = epoch + "_net_" + name.substring(NETWORK.length());
              try (Checkpoint file = Checkpoint.open(file(folder, stem))) {
                NetworkWeights.load(network, file.stateDict(), String.valueOf(file.file()));
              }
            });
  }

  /** The file that holds all scales: the path itself, or in a folder the one of that name. */
  static Optional<Path> single(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** The file of that name, whatever its layout. */
  static Path file(Path folder, String name) {
    return EXTENSIONS.stream()
        .map(extension -> folder.resolve(name + extension))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    folder + ": expected " + name + " as .safetensors or .pth, there is none"));
  }

  public Vid2vidConfig config() {
    return config;
  }

  public Backend backend() {
    return backend;
  }

  /** The networks, the coarsest scale first. */
  public List<VideoGenerator> generators() {
    return List.copyOf(generators);
  }

  /** What finds styles in pictures; empty where the generator sees no styles. */
  public Optional<FeatureEncoder> styleEncoder() {
    return Optional.ofNullable(styles);
  }

  /** Stops learning: no gradients, and no statistics of the data are recorded. */
  public void prepareForInference() {
    for (Module network : networks().values()) {
      network.eval();
      network.requireGrad(false);
    }
  }

  /** Whether training computes the insides of all parts once more in backward: less memory. */
  public void recomputeActivations(boolean on) {
    for (VideoGenerator g : generators) {
      g.apply(
          m -> {
            if (m instanceof Layer layer) {
              layer.recompute(on);
            }
          });
    }
  }

  /**
   * Puts together what each level sees of a moment.
   *
   * @param labels label maps, and styles behind them if the generator sees any, oldest first, each
   *     with its halvings, level 0 first
   * @param previous images before, oldest first, likewise
   * @param compute type of the convolutional networks
   */
  public List<VideoInput> inputs(
      List<List<LabelMaps>> labels, List<List<Tensor>> previous, boolean rawOnly, DType compute) {
    List<VideoInput> levels = new ArrayList<>();
    for (int level = 0; level < generators.size(); level++) {
      int at = level;
      List<LabelMaps> maps = labels.stream().map(moment -> moment.get(at)).toList();
      levels.add(
          new VideoInput(
              LabelMaps.join(3, maps).as(compute),
              join(previous, level),
              config.generator().foreground()
                  ? LabelEncoder.foreground(config.labels(), maps.get(maps.size() - 1))
                  : null,
              rawOnly));
    }
    return levels;
  }

  /** The frames of a level, in channels; {@code null} if there are none. */
  private static Tensor join(List<List<Tensor>> frames, int level) {
    if (frames.isEmpty()) {
      return null;
    }
    return Concat.concat(-1, frames.stream().map(f -> f.get(level)).toArray(Tensor[]::new));
  }

  /**
   * Generates one moment at every level, each from its own images before.
   *
   * @param levels what each level sees, level 0 first
   * @return the images, level 0 first: the result, then those that only the model sees
   */
  public List<VideoFrame> forward(List<VideoInput> levels) {
    VideoFrame[] frames = new VideoFrame[generators.size()];
    VideoFeatures coarse = null;
    for (int s = 0; s < frames.length; s++) {
      int level = frames.length - 1 - s;
      frames[level] = generators.get(s).forward(levels.get(level), coarse);
      coarse = frames[level].features();
    }
    return Arrays.asList(frames);
  }

  @Override
  public void close() {
    networks().values().forEach(Module::close);
  }
}
