package dev.v2v.perceptual;

import dev.v2v.data.shapes.ShapeClass;
import dev.v2v.data.shapes.ShapeScene;
import dev.v2v.data.shapes.ShapeWorld;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFrame;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cut-outs of scenes, each around the frontmost object, with whatever else is there. Tensors join
 * the open scope.
 *
 * @param images {@code (N, side, side, 3)} in [0, 1]
 * @param classes {@code (N)} int64: place of the object's class in {@link ShapeClass#objects}
 */
record ShapeBatch(Tensor images, Tensor classes) {
  /** Draws cut-outs of scenes {@code first .. first + count - 1}, of an object or more each. */
  static ShapeBatch of(Backend backend, ShapeWorld world, int side, long first, int count) {
    float[] images = new float[count * side * side * 3];
    long[] classes = new long[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            n -> {
              ShapeScene scene = world.scene(first + n);
              List<ShapeScene.Placed> objects = scene.objects();
              ShapeScene.Placed front = objects.get(objects.size() - 1);
              classes[n] = ShapeClass.objects().indexOf(front.kind());
              int left = start(front.x(), side, world.size());
              int top = start(front.y(), side, world.size());
              cut(scene.draw().frame(), left, top, side, images, n * side * side * 3);
            });
    return new ShapeBatch(
        Tensor.of(backend, Shape.of(count, side, side, 3), images),
        Tensor.ofLongs(backend, Shape.of(count), classes));
  }

  /** First pixel of a window around {@code centre} that stays inside. */
  private static int start(double centre, int side, int size) {
    int wanted = (int) Math.rint(centre - side / 2.0);
    return Math.max(0, Math.min(size - side, wanted));
  }

  private static void cut(RgbFrame from, int left, int top, int side, float[] into, int at) {
    int row = 3 * side;
    for (int i = 0; i < side * row; i++) {
      int pixel = 3 * ((top + i / row) * from.width() + left) + i % row;
      into[at + i] = (from.data()[pixel] & 0xff) / 255f;
    }
  }
}
