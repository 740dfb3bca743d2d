package dev.v2v.vid2vid.evaluation;

/** How well label maps agree with the true ones, over many of them. Single-thread. */
final class LabelScore {
  private final long[] both; // pixels of a class in both maps
  private final long[] either; // in at least one of them
  private final long[] truly; // in the true one
  private long right;
  private long all;

  LabelScore(int classes) {
    both = new long[classes];
    either = new long[classes];
    truly = new long[classes];
  }

  /** Takes a map in. */
  void add(int[] map, int[] truth) {
    for (int p = 0; p < truth.length; p++) {
      truly[truth[p]]++;
      either[truth[p]]++;
      if (map[p] == truth[p]) {
        both[truth[p]]++;
        right++;
      } else {
        either[map[p]]++;
      }
    }
    all += truth.length;
  }

  /** Share of pixels whose class is right. */
  double accuracy() {
    return (double) right / all;
  }

  /** Mean over the classes that truly occur of intersection over union. */
  double meanIou() {
    double sum = 0;
    int classes = 0;
    for (int c = 0; c < truly.length; c++) {
      if (truly[c] > 0) {
        sum += (double) both[c] / either[c];
        classes++;
      }
    }
    return sum / classes;
  }
}
