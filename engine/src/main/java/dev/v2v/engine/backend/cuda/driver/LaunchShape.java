package dev.v2v.engine.backend.cuda.driver;

/** Blocks of a launch, threads of a block, and shared memory of a block beside the declared. */
public record LaunchShape(
    int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ, int sharedBytes) {

  public LaunchShape {
    boolean grid = gridX >= 1 && gridY >= 1 && gridY <= 65_535 && gridZ >= 1 && gridZ <= 65_535;
    boolean block = blockX >= 1 && blockY >= 1 && blockZ >= 1 && blockZ <= 64;
    if (!grid || !block || (long) blockX * blockY * blockZ > 1024 || sharedBytes < 0) {
      throw new IllegalArgumentException(
          "launch: needs a grid of at least 1, at most 65535 in y and z, a block of 1..1024"
              + " threads, and no negative shared memory, got "
              + text(gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes));
    }
  }

  /** Blocks and threads in one dimension. */
  public static LaunchShape of(int grid, int block) {
    return new LaunchShape(grid, 1, 1, block, 1, 1, 0);
  }

  @Override
  public String toString() {
    return text(gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes);
  }

  private static String text(int gx, int gy, int gz, int bx, int by, int bz, int shared) {
    return "<<<(%d, %d, %d), (%d, %d, %d), %d>>>".formatted(gx, gy, gz, bx, by, bz, shared);
  }
}
