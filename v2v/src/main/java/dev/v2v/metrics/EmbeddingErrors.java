package dev.v2v.metrics;

import dev.v2v.engine.ShapeException;

/** How far two pictures are apart in the eyes of an identity network. */
public final class EmbeddingErrors {
  private EmbeddingErrors() {}

  /**
   * AED as published for the First Order Motion Model: in spite of its name (average Euclidean
   * distance) the <em>squared</em> distance, to be averaged over frames.
   */
  public static double aed(float[] truth, float[] generated) {
    if (truth.length != generated.length) {
      throw new ShapeException(
          "aed: both embeddings must have one length, got "
              + truth.length
              + " and "
              + generated.length);
    }
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      double d = (double) truth[i] - generated[i];
      sum += d * d;
    }
    return sum;
  }

  /** The Euclidean distance itself. */
  public static double euclidean(float[] truth, float[] generated) {
    return Math.sqrt(aed(truth, generated));
  }
}
