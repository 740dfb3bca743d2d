package dev.v2v.demo;

/** What the time of a run goes into. */
enum Stage {
  SOURCE("key points and features of a source", "source", true),
  KEY_POINTS("key points of the driver", "frame", true),
  MOTION("dense motion and occlusion", "frame", true),
  IMAGE("image", "frame", true),
  ANSWER("drawing all exact answers and their flow", "frame", false),
  READ_BACK("warping the source, reading back", "frame", false),
  ENCODE("painting and encoding all clips", "frame", false);

  private final String title;
  private final String unit;
  private final boolean network;

  Stage(String title, String unit, boolean network) {
    this.title = title;
    this.unit = unit;
    this.network = network;
  }

  String title() {
    return title;
  }

  /** What it is done for, once each. */
  String unit() {
    return unit;
  }

  /** Whether it is the model's work; the rest is the demonstration's own. */
  boolean network() {
    return network;
  }
}
