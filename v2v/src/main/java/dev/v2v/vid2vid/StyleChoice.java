package dev.v2v.vid2vid;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the styles of a clip's things come from: from a picture, and for classes that are not in
 * it, or without a picture, from a file of clusters.
 *
 * @param clusters a file of clusters that is asked for
 * @param places files of clusters to take the first of that exists, where none is asked for
 * @param picture one to take styles from
 * @param seed decides which of several styles a thing has
 */
public record StyleChoice(
    Optional<Path> clusters, List<Path> places, Optional<Picture> picture, long seed) {
  /** Nothing is asked for, and nothing known. */
  public static final StyleChoice NONE =
      new StyleChoice(Optional.empty(), List.of(), Optional.empty(), 0);

  /**
   * A picture and what is in it.
   *
   * @param photo an image, or a video of which the first frame is taken
   * @param labels its class ids, or classes in the colours of Cityscapes
   * @param instances its instance ids, {@code null} if they are not known
   */
  public record Picture(Path photo, Path labels, Path instances) {}

  public StyleChoice {
    places = List.copyOf(places);
  }

  /** Whether anything is asked for. */
  boolean asked() {
    return clusters.isPresent() || picture.isPresent();
  }
}
