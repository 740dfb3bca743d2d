package dev.v2v.data.sequence;

import dev.v2v.data.labels.IdImage;
import dev.v2v.media.RgbFrame;

/**
 * A face as it was photographed. Immutable.
 *
 * @param parts what each pixel is of it, see {@link dev.v2v.data.pose.FaceLines#parts}
 */
public record Portrait(IdImage parts, RgbFrame photo) {}
