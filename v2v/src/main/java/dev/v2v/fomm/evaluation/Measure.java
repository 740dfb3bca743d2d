package dev.v2v.fomm.evaluation;

/** What a number of a report says. */
public enum Measure {
  /** Mean absolute difference of samples in [0, 1]. */
  L1("l1", "L1", 4),
  /** Peak signal to noise ratio in decibels, averaged over frames; more is better. */
  PSNR("psnr_db", "PSNR, dB", 2) {
    /** The root-mean-square difference, whose geometric mean over frames this is. */
    @Override
    double error(double value) {
      return Math.pow(10, -value / 20);
    }
  },
  /** Structural similarity; more is better. */
  SSIM("ssim", "SSIM", 4) {
    @Override
    double error(double value) {
      return 1 - value;
    }
  },
  /** Structural similarity over five scales; more is better. */
  MS_SSIM("ms_ssim", "MS-SSIM", 4) {
    @Override
    double error(double value) {
      return 1 - value;
    }
  },
  /** Mean distance between what the model's own detector finds in result and truth, in pixels. */
  KEY_POINTS("key_points_px", "key points, px", 2),
  /**
   * Mean absolute difference of the coordinates of key points that the model has no part in, in
   * pixels: of an extractor's, or exact ones as the deformation carries them.
   */
  AKD("akd_px", "AKD, px", 2),
  /** Of those key points in the truth, the share that is missing in the result. */
  MKR("mkr", "MKR", 4),
  /** Mean squared distance of an extractor's embeddings. */
  AED("aed", "AED", 4),
  /** Mean length of the error of the deformation over pixels that are visible, in pixels. */
  FLOW("flow_epe_px", "flow EPE, px", 2);

  private final String key;
  private final String title;
  private final int decimals;

  Measure(String key, String title, int decimals) {
    this.key = key;
    this.title = title;
    this.decimals = decimals;
  }

  /** Name in JSON. */
  public String key() {
    return key;
  }

  /** Name in tables. */
  public String title() {
    return title;
  }

  /** Decimals worth printing. */
  int decimals() {
    return decimals;
  }

  /** The value as an error: 0 is perfect, and half is half as bad. */
  double error(double value) {
    return value;
  }
}
