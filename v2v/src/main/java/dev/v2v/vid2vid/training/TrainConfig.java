package dev.v2v.vid2vid.training;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.sequence.FrameOptions;
import dev.v2v.edges.CannyEdges;
import dev.v2v.engine.InputException;

/**
 * How a vid2vid model is trained, in the names of the authors' options; what a file leaves out has
 * the authors' default. Keys of ours are {@code real_first_img} and {@code clips_per_epoch}.
 *
 * @param batchSize clips in a step ({@code batchSize})
 * @param rates of learning
 * @param growth of clips
 * @param maxStep longest distance between frames taken in a row ({@code max_t_step})
 * @param fixedEpochs epochs in which only the finest of several scales learns ({@code
 *     niter_fix_global})
 * @param sparse whether temporal discriminators see non-overlapping pieces ({@code sparse_D})
 * @param frames how files become frames
 * @param flip whether half of the clips are mirrored (not {@code no_flip})
 * @param realStart share of clips that begin after real images though the model is to begin by
 *     itself ({@code real_first_img}): it then learns to go on from given ones, too
 * @param clipsPerEpoch of data without end, or of one video ({@code clips_per_epoch})
 * @param edges how edges of videos are found ({@code edge_sigma}, {@code edge_low}, {@code
 *     edge_high})
 */
public record TrainConfig(
    int batchSize,
    Rates rates,
    FrameGrowth growth,
    int maxStep,
    int fixedEpochs,
    boolean sparse,
    FrameOptions frames,
    boolean flip,
    double realStart,
    int clipsPerEpoch,
    CannyEdges edges) {

  /**
   * Learning rates.
   *
   * @param lr of all networks ({@code lr})
   * @param beta1 Adam's ({@code beta1})
   * @param constant epochs at the full rate ({@code niter})
   * @param decaying epochs in which it goes to 0 ({@code niter_decay})
   * @param twoTimescale half the rate for the generator and twice for the discriminator ({@code
   *     TTUR})
   */
  public record Rates(double lr, double beta1, int constant, int decaying, boolean twoTimescale) {
    /** Epochs in all. */
    public int epochs() {
      return constant + decaying;
    }
  }

  /**
   * Reads the options of training.
   *
   * @throws InputException naming the file, the key and the rule
   */
  public static TrainConfig of(ConfigNode node) {
    return new TrainConfig(
        node.integer("batchSize", 1, 1),
        rates(node),
        growth(node),
        node.integer("max_t_step", 1, 1),
        node.integer("niter_fix_global", 0, 0),
        node.flag("sparse_D", false),
        FrameOptions.of(node),
        !node.flag("no_flip", false),
        share(node, "real_first_img"),
        node.integer("clips_per_epoch", 1, 100),
        edges(node));
  }

  private static CannyEdges edges(ConfigNode node) {
    CannyEdges absent = CannyEdges.DEFAULT;
    try {
      return new CannyEdges(
          node.number("edge_sigma", absent.sigma()),
          node.number("edge_low", absent.low()),
          node.number("edge_high", absent.high()));
    } catch (InputException e) {
      throw new InputException(node.file() + ": " + e.getMessage(), e);
    }
  }

  private static Rates rates(ConfigNode node) {
    boolean twoTimescale = node.flag("TTUR", false);
    Rates rates =
        new Rates(
            node.number("lr", 2e-4),
            twoTimescale ? 0 : node.number("beta1", 0.5),
            node.integer("niter", 0, 10),
            node.integer("niter_decay", 0, 10),
            twoTimescale);
    if (!(rates.lr() >= 0)) {
      throw node.wrong("lr", "0 or more", rates.lr());
    }
    if (!(rates.beta1() >= 0 && rates.beta1() < 1)) {
      throw node.wrong("beta1", "in [0, 1)", rates.beta1());
    }
    if (rates.epochs() < 1) {
      throw node.wrong("niter", "at least 1 together with niter_decay", rates.constant());
    }
    return rates;
  }

  private static FrameGrowth growth(ConfigNode node) {
    int chunk = node.integer("max_frames_per_gpu", 1, 1);
    return new FrameGrowth(
        node.integer("n_frames_G", 1, 3),
        node.integer("n_frames_total", 1, 30),
        chunk,
        node.integer("max_frames_backpropagate", 1, 1),
        node.integer("niter_step", 1, 5));
  }

  private static double share(ConfigNode node, String key) {
    double share = node.number(key, 0);
    if (!(share >= 0 && share <= 1)) {
      throw node.wrong(key, "a share from 0 to 1", share);
    }
    return share;
  }
}
