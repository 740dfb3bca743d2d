package dev.v2v.preview;

import dev.v2v.engine.Tensor;
import dev.v2v.preview.gl.PixelBuffer;
import java.util.List;

/**
 * Everything that is shown of one moment, on its way from the model's thread to the window's. Its
 * buffers are used again and again. In the hands of one thread at a time.
 */
final class Shot {
  private final List<PixelBuffer> panes;
  private final float[][] points;
  final long[] nanos; // by stage
  long frame; // of the driver, from 0
  long made; // results so far
  String note = "";

  /**
   * @param points lists of key points
   * @param numbers in each: twice the number of key points
   */
  Shot(List<PixelBuffer> panes, int points, int numbers, int stages) {
    this.panes = panes;
    this.points = new float[points][numbers];
    this.nanos = new long[stages];
  }

  /** Sets what a pane shows. */
  void write(int pane, Tensor map) {
    panes.get(pane).write(map);
  }

  /** Key points (x, y) in [-1, 1], the centres of the outer pixels. */
  float[] points(int list) {
    return points[list];
  }

  PixelBuffer pane(int pane) {
    return panes.get(pane);
  }

  void map() {
    panes.forEach(PixelBuffer::map);
  }

  void unmap() {
    panes.forEach(PixelBuffer::unmap);
  }

  void close() {
    panes.forEach(PixelBuffer::close);
  }
}
