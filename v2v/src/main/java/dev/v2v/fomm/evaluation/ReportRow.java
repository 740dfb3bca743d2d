package dev.v2v.fomm.evaluation;

/**
 * Means of one measure over the same frames.
 *
 * @param model of the model
 * @param copy of the source as it is
 * @param zeroMotion of the model's generator with the driver's key points on the source's
 * @param frames how many frames entered
 * @param excluded how many did not, because one of the three had no finite value
 */
public record ReportRow(
    Measure measure, double model, double copy, double zeroMotion, long frames, long excluded) {
  /**
   * The model's error as a share of the copy's: below 1 the model is better than doing nothing. NaN
   * where copying makes no error.
   */
  public double ratio() {
    double ofCopy = measure.error(copy);
    return ofCopy == 0 ? Double.NaN : measure.error(model) / ofCopy;
  }
}
