package dev.v2v.data.sequence;

import dev.v2v.config.ConfigNode;
import dev.v2v.engine.InputException;

/**
 * What becomes of files on their way into a network, in the names of the authors' options; what a
 * document leaves out has the authors' default. Immutable.
 *
 * @param rule how frames come to their size ({@code resize_or_crop}, {@code loadSize}, {@code
 *     fineSize}); beside the authors' options by {@code size_multiple}
 * @param poses how poses are drawn ({@code openpose_only}, {@code densepose_only}, {@code
 *     random_drop_prob}, {@code remove_face_labels}, {@code basic_point_only})
 * @param faces how faces are drawn (not {@code no_dist_map}, not {@code no_canny_edge})
 */
public record FrameOptions(ScaleRule rule, Maps.Poses poses, Maps.Faces faces) {
  /**
   * Reads the options.
   *
   * @throws InputException naming the file, the key and the rule
   */
  public static FrameOptions of(ConfigNode node) {
    String resize = node.text("resize_or_crop", "scaleWidth");
    int load = node.integer("loadSize", 1, 512);
    int fine = node.integer("fineSize", 1, load);
    int multiple = node.integer("size_multiple", 1, ScaleRule.PUBLISHED_MULTIPLE);
    boolean dense = !node.flag("openpose_only", false);
    boolean open = !node.flag("densepose_only", false);
    double drop = node.number("random_drop_prob", 0.05);
    boolean faceless = node.flag("remove_face_labels", false);
    boolean basic = node.flag("basic_point_only", false);
    Maps.Faces faces =
        new Maps.Faces(!node.flag("no_dist_map", false), !node.flag("no_canny_edge", false));
    try {
      ScaleRule rule = ScaleRule.parse(resize, load, fine).withMultiple(multiple);
      return new FrameOptions(rule, new Maps.Poses(dense, open, drop, faceless, basic), faces);
    } catch (InputException e) {
      throw new InputException(node.file() + ": " + e.getMessage(), e);
    }
  }
}
