package dev.v2v.bench.golden;

import com.google.gson.JsonObject;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.Module;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.init.Init;
import dev.v2v.vid2vid.networks.ChannelMaps;
import dev.v2v.vid2vid.networks.CompositeGenerator;
import dev.v2v.vid2vid.networks.CompositeLocalGenerator;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.FeatureGenerator;
import dev.v2v.vid2vid.networks.GlobalFeatureGenerator;
import dev.v2v.vid2vid.networks.GlobalGenerator;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.LocalEnhancer;
import dev.v2v.vid2vid.networks.LocalFeatureGenerator;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator.Judgement;
import dev.v2v.vid2vid.networks.Norm;
import dev.v2v.vid2vid.networks.Regions;
import dev.v2v.vid2vid.networks.VideoFeatures;
import dev.v2v.vid2vid.networks.VideoFrame;
import dev.v2v.vid2vid.networks.VideoGenerator;
import dev.v2v.vid2vid.networks.VideoInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The network that a golden file is about, told by the names of its weights, and how to run it on
 * the file's inputs.
 */
record Vid2vidNetwork(Module module, Runner runner) implements AutoCloseable {
  /** Outputs by the names of the file, for inputs by theirs. */
  @FunctionalInterface
  interface Runner {
    Map<String, Tensor> run(Map<String, Tensor> in);
  }

  /** The network of a file, with weights of zero. */
  static Vid2vidNetwork of(GoldenFile file, Backend backend) {
    Spec spec = new Spec(file, Init.blank(backend), file.json("config").getAsJsonObject());
    Map<String, ArrayData> weights = file.group("weights.");
    if (file.has("in.coarse_img")) {
      return spec.local();
    }
    if (weights.containsKey("model_down_seg.1.weight")) {
      return spec.composite();
    }
    if (weights.containsKey("model_downsample.1.weight")) {
      return spec.withFeatures(weights.containsKey("model1_1.1.weight"));
    }
    if (weights.keySet().stream().anyMatch(k -> k.matches("(scale\\d+_)?layer\\d+\\..*"))) {
      return spec.discriminator();
    }
    if (file.has("in.inst")) {
      return spec.encoder();
    }
    if (weights.containsKey("model1_1.1.weight")) {
      return spec.enhancer();
    }
    if (weights.containsKey("model.1.weight")) {
      return spec.global();
    }
    throw new InputException(file.name() + ": a network of an unknown kind");
  }

  @Override
  public void close() {
    module.close();
  }

  private record Spec(GoldenFile file, Init init, JsonObject config) {
    private int integer(String key) {
      return config.get(key).getAsInt();
    }

    private boolean flag(String key) {
      return config.has(key) && config.get(key).getAsBoolean();
    }

    private Norm norm() {
      return Norm.valueOf(config.get("norm").getAsString().toUpperCase(Locale.ROOT));
    }

    private int channels(String array) {
      return file.array(array).shape().dim(1);
    }

    private VideoGenerator.Config video() {
      return new VideoGenerator.Config(
          channels("in.label"),
          channels("in.prev"),
          integer("ngf"),
          norm(),
          flag("fg"),
          !flag("no_flow"));
    }

    Vid2vidNetwork composite() {
      CompositeGenerator network =
          new CompositeGenerator(init, video(), integer("n_downsample_G"), integer("n_blocks"));
      return new Vid2vidNetwork(network, in -> outputs(network.forward(input(in), null)));
    }

    Vid2vidNetwork local() {
      int foreground = flag("fg") ? file.array("weights.indv_down.1.bias").shape().dim(0) : 0;
      CompositeLocalGenerator network =
          new CompositeLocalGenerator(
              init,
              video(),
              foreground,
              integer("n_blocks_local"),
              config.get("flow_multiplier").getAsDouble());
      return new Vid2vidNetwork(
          network,
          in ->
              outputs(
                  network.forward(
                      input(in),
                      new VideoFeatures(
                          in.get("coarse_img"), in.get("coarse_flow"), in.get("coarse_fg")))));
    }

    private static VideoInput input(Map<String, Tensor> in) {
      return new VideoInput(
          new ChannelMaps(in.get("label")), in.get("prev"), in.get("mask"), false);
    }

    private static Map<String, Tensor> outputs(VideoFrame frame) {
      Map<String, Tensor> out = new LinkedHashMap<>();
      out.put("img_final", frame.image());
      out.put("img_raw", frame.hallucinated());
      out.put("flow", frame.flow());
      out.put("weight", frame.mask());
      out.put("img_feat", frame.features().image());
      out.put("flow_feat", frame.features().flow());
      out.put("img_fg_feat", frame.features().foreground());
      return out;
    }

    private ImageGenerator.Config image(String downs, String blocks) {
      int residuals = blocks == null ? 0 : integer(blocks);
      return new ImageGenerator.Config(
          channels("in.x"), integer("ngf"), integer(downs), residuals, norm());
    }

    private Vid2vidNetwork single(ImageGenerator network) {
      return new Vid2vidNetwork(network, in -> Map.of("y", network.forward(in.get("x"))));
    }

    Vid2vidNetwork global() {
      return single(new GlobalGenerator(init, image("n_downsample_G", "n_blocks")));
    }

    Vid2vidNetwork enhancer() {
      return single(
          new LocalEnhancer(
              init,
              image("n_downsample_global", "n_blocks_global"),
              integer("n_local_enhancers"),
              integer("n_blocks_local")));
    }

    Vid2vidNetwork withFeatures(boolean local) {
      int z = integer("feat_num");
      FeatureGenerator network =
          local
              ? new LocalFeatureGenerator(
                  init,
                  image("n_downsample_global", "n_blocks_global"),
                  z,
                  integer("n_local_enhancers"),
                  integer("n_blocks_local"))
              : new GlobalFeatureGenerator(init, image("n_downsample_G", "n_blocks"), z);
      return new Vid2vidNetwork(
          network, in -> Map.of("y", network.forward(in.get("x"), in.get("z"))));
    }

    Vid2vidNetwork encoder() {
      FeatureEncoder network =
          new FeatureEncoder(init, image("n_downsampling", null), channels("out.y"));
      ArrayData ids = file.array("in.inst"); // (N, 1, H, W)
      Shape maps = Shape.of(ids.shape().dim(0), ids.shape().dim(2), ids.shape().dim(3));
      return new Vid2vidNetwork(
          network,
          in ->
              Map.of(
                  "y",
                  network.forward(in.get("x"), Regions.of(init.backend(), maps, ids.toLongs()))));
    }

    Vid2vidNetwork discriminator() {
      int layers = integer("n_layers");
      boolean intermediate = file.arrays().keySet().stream().anyMatch(k -> k.contains("scale"));
      MultiscaleDiscriminator network =
          new MultiscaleDiscriminator(
              init,
              new MultiscaleDiscriminator.Config(
                  channels("in.x"),
                  integer("ndf"),
                  layers,
                  integer("num_D"),
                  norm(),
                  intermediate));
      return new Vid2vidNetwork(network, in -> maps(network.forward(in.get("x"))));
    }

    private static Map<String, Tensor> maps(List<Judgement> judgements) {
      Map<String, Tensor> out = new LinkedHashMap<>();
      for (int i = 0; i < judgements.size(); i++) {
        List<Tensor> features = judgements.get(i).features();
        for (int j = 0; j < features.size(); j++) {
          out.put("scale" + i + "_layer" + j, features.get(j));
        }
        out.put("scale" + i + "_layer" + features.size(), judgements.get(i).score());
      }
      return out;
    }
  }
}
