package dev.v2v.vid2vid;

import dev.v2v.data.labels.IdImage;
import dev.v2v.data.sequence.Portrait;
import dev.v2v.vid2vid.networks.LabelMaps;

/**
 * A label map of a clip.
 *
 * @param encoded as the generator sees it, {@code (1, H, W, channels)}
 * @param classes what each pixel shows; {@code null} for a picture in place of labels
 * @param instances which of them; {@code null} where that is not known
 * @param portrait the face that is drawn, for a painter of first frames; {@code null} without one
 */
record LabelFrame(LabelMaps encoded, IdImage classes, IdImage instances, Portrait portrait) {
  /** A label map, or a picture that nothing more is known of. */
  LabelFrame(LabelMaps encoded, IdImage classes, IdImage instances) {
    this(encoded, classes, instances, null);
  }

  /** The same with tensors that belong to no scope. */
  LabelFrame kept() {
    return new LabelFrame(encoded.kept(), classes, instances, portrait);
  }
}
