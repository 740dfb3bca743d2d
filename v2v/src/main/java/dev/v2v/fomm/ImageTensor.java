package dev.v2v.fomm;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.media.FrameFitter;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Moves frames between media and a device through one reused buffer: {@code (1, H, W, 3)} float32
 * in [0, 1]. Single-thread.
 */
final class ImageTensor implements AutoCloseable {
  private final Tensor tensor;
  private final ByteBuffer bytes;
  private final float[] values;

  ImageTensor(Backend backend, int height, int width) {
    tensor = Tensor.empty(backend, Shape.of(1, height, width, 3), DType.FLOAT32).persist();
    bytes = ByteBuffer.allocateDirect((int) tensor.bytes()).order(ByteOrder.nativeOrder());
    values = new float[height * width * 3];
  }

  /** Where {@link #upload} puts frames. */
  Tensor tensor() {
    return tensor;
  }

  /** The frame on the device, brought to this size; valid until the next call. */
  Tensor upload(FrameFitter fitter, RgbFrame frame) {
    fitter.apply(frame, values);
    bytes.asFloatBuffer().put(values);
    tensor.write(bytes);
    return tensor;
  }

  /** An image of this size as bytes, rounded to nearest even. */
  void download(Tensor image, RgbFrame into) {
    image.read(bytes.duplicate());
    bytes.asFloatBuffer().get(values);
    RgbFloats.toBytes(values, into);
  }

  @Override
  public void close() {
    tensor.close();
  }
}
