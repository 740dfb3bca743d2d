package dev.v2v.engine.backend.cuda.jcuda;

import static jcuda.jcudnn.JCudnn.cudnnBackendCreateDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnBackendDestroyDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnBackendFinalize;
import static jcuda.jcudnn.JCudnn.cudnnBackendGetAttribute;
import static jcuda.jcudnn.JCudnn.cudnnBackendSetAttribute;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_BACKEND_DESCRIPTOR;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_BOOLEAN;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_DOUBLE;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_FLOAT;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_HANDLE;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_INT64;
import static jcuda.jcudnn.cudnnBackendAttributeType.CUDNN_TYPE_VOID_PTR;

import java.util.List;
import java.util.stream.Stream;
import jcuda.jcudnn.cudnnBackendDescriptor;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A descriptor of cuDNN's graph API: attributes are set, then it is finished and never changes
 * again. Descriptors that it was given must live as long.
 */
final class GraphDescriptor extends cudnnBackendDescriptor implements AutoCloseable {
  private final String name;

  private GraphDescriptor(String name) {
    this.name = name;
  }

  /**
   * An empty descriptor.
   *
   * @param type one of {@link jcuda.jcudnn.cudnnBackendDescriptorType}
   * @param name for messages
   */
  static GraphDescriptor of(int type, String name) {
    GraphDescriptor d = new GraphDescriptor(name);
    d.check(cudnnBackendCreateDescriptor(type, d), "cudnnBackendCreateDescriptor");
    return d;
  }

  GraphDescriptor numbers(int attribute, long... values) {
    try (LongPointer memory = new LongPointer(values)) {
      return set(attribute, CUDNN_TYPE_INT64, values.length, memory);
    }
  }

  GraphDescriptor flag(int attribute, boolean value) {
    try (BytePointer memory = new BytePointer(new byte[] {(byte) (value ? 1 : 0)})) {
      return set(attribute, CUDNN_TYPE_BOOLEAN, 1, memory);
    }
  }

  GraphDescriptor float32(int attribute, float value) {
    try (FloatPointer memory = new FloatPointer(value)) {
      return set(attribute, CUDNN_TYPE_FLOAT, 1, memory);
    }
  }

  GraphDescriptor float64(int attribute, double value) {
    try (DoublePointer memory = new DoublePointer(value)) {
      return set(attribute, CUDNN_TYPE_DOUBLE, 1, memory);
    }
  }

  /** Sets a constant of an enumeration, whose own attribute type is {@code type}. */
  GraphDescriptor constant(int attribute, int type, int value) {
    try (IntPointer memory = new IntPointer(new int[] {value})) {
      return set(attribute, type, 1, memory);
    }
  }

  GraphDescriptor handle(int attribute, CudnnHandle handle) {
    return pointers(attribute, CUDNN_TYPE_HANDLE, handle.value());
  }

  /** Addresses on the device, which the call reads from an array on the host. */
  GraphDescriptor addresses(int attribute, long... addresses) {
    return pointers(attribute, CUDNN_TYPE_VOID_PTR, addresses);
  }

  GraphDescriptor descriptors(int attribute, GraphDescriptor... values) {
    return pointers(attribute, CUDNN_TYPE_BACKEND_DESCRIPTOR, natives(List.of(values)));
  }

  private GraphDescriptor pointers(int attribute, int type, long... values) {
    try (LongPointer memory = new LongPointer(values)) {
      return set(attribute, type, values.length, memory);
    }
  }

  private GraphDescriptor set(int attribute, int type, long count, Pointer memory) {
    String call = "cudnnBackendSetAttribute " + attribute;
    check(cudnnBackendSetAttribute(this, attribute, type, count, address(memory)), call);
    return this;
  }

  /** JCudnn hands addresses on to these calls, and null for arrays of Java's. */
  private static jcuda.Pointer address(Pointer memory) {
    return Address.pointer(memory.address());
  }

  /** Ends the setting of attributes. */
  GraphDescriptor finish() {
    check(cudnnBackendFinalize(this), "cudnnBackendFinalize");
    return this;
  }

  /** A number of a finished descriptor. */
  long number(int attribute) {
    try (LongPointer memory = new LongPointer(1L)) {
      check(
          cudnnBackendGetAttribute(
              this, attribute, CUDNN_TYPE_INT64, 1, new long[1], address(memory)),
          "cudnnBackendGetAttribute " + attribute);
      return memory.get();
    }
  }

  /**
   * The descriptors that a finished one holds, at most {@code most}, for the caller to close.
   *
   * @param type of theirs
   */
  List<GraphDescriptor> descriptors(int attribute, int type, String name, int most) {
    List<GraphDescriptor> places = Stream.generate(() -> of(type, name)).limit(most).toList();
    long[] count = new long[1];
    try (LongPointer memory = new LongPointer(natives(places))) {
      check(
          cudnnBackendGetAttribute(
              this, attribute, CUDNN_TYPE_BACKEND_DESCRIPTOR, most, count, address(memory)),
          "cudnnBackendGetAttribute " + attribute);
    }
    int filled = (int) Math.min(count[0], most);
    places.subList(filled, most).forEach(GraphDescriptor::close);
    return places.subList(0, filled);
  }

  /** What the library knows them by: to it an array of pointers. */
  private static long[] natives(List<GraphDescriptor> descriptors) {
    return descriptors.stream().mapToLong(GraphDescriptor::getNativePointer).toArray();
  }

  private void check(int status, String call) {
    if (status != 0) {
      throw new GraphRefusal(status, call + " of " + name);
    }
  }

  @Override
  public void close() {
    cudnnBackendDestroyDescriptor(this);
  }
}
