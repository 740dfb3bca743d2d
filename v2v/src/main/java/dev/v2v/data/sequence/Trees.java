package dev.v2v.data.sequence;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The trees of files that a layout of vid2vid is made of: {@code ROOT/PHASE_SUFFIX/SEQUENCE/*}.
 * Immutable.
 *
 * @param phase {@code train} or {@code test}, as the folders' names begin
 * @param sequence the only one that is wanted, {@code null} for all
 */
record Trees(Path root, String phase, Path sequence) {
  /**
   * Lists a tree.
   *
   * @throws dev.v2v.engine.InputException when there is no such folder, it holds no such files, or
   *     their numbers are not evenly spaced
   */
  FrameTree list(String suffix, FrameTree.Kind kind) {
    return sequence == null
        ? FrameTree.list(folder(suffix), kind)
        : FrameTree.one(folder(suffix), kind);
  }

  /**
   * Lists the images that go with another tree's files.
   *
   * @throws dev.v2v.engine.InputException as {@link #list}, and when they are more or fewer
   */
  FrameTree with(FrameTree maps, String suffix) {
    FrameTree tree = list(suffix, FrameTree.Kind.IMAGES);
    maps.requireSameCounts(tree);
    return tree;
  }

  /** A tree that is not read. */
  FrameTree none(String suffix) {
    return new FrameTree(folder(suffix), List.of());
  }

  boolean isThere(String suffix) {
    return Files.isDirectory(folder(suffix));
  }

  private Path folder(String suffix) {
    Path tree = root.resolve(phase + suffix);
    return sequence == null ? tree : tree.resolve(sequence);
  }
}
