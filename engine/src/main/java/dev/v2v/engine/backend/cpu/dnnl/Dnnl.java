package dev.v2v.engine.backend.cpu.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_fp16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.javacpp.Loader;

/**
 * oneDNN on the host: one engine, one stream, compiled plans by key, one scratchpad. Its methods
 * run under its lock, because cached plans carry the addresses of their current call; nothing is
 * lost by that, since one call uses all cores. Thread-safe.
 */
public final class Dnnl {
  /** More distinct operator configurations than a training run has; the oldest leaves first. */
  private static final int MOST_PLANS = 1024;

  private static Dnnl instance;

  final dnnl_engine engine = new dnnl_engine();
  final dnnl_stream stream = new dnnl_stream();
  private final Map<Object, Plan> plans = new LinkedHashMap<>(64, 0.75f, true);

  private Dnnl(int threads) {
    OpenMp.configure(threads);
    Loader.load(org.bytedeco.dnnl.global.dnnl.class);
    Status.check(dnnl_engine_create(engine, dnnl_cpu, 0), "engine");
    Status.check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags), "stream");
  }

  /**
   * Loads oneDNN once in a process; {@code threads} counts for the first call.
   *
   * @throws DeviceException if its library does not load here
   */
  public static synchronized Dnnl open(int threads) {
    if (instance == null) {
      try {
        instance = new Dnnl(threads);
      } catch (UnsatisfiedLinkError e) {
        throw new DeviceException(
            "cpu: oneDNN must load, is the jar built for this platform? " + e.getMessage(), e);
      }
    }
    return instance;
  }

  /** Name and version for people. */
  public String describe() {
    dnnl_version_t v = dnnl_version();
    return "oneDNN " + v.major() + "." + v.minor() + "." + v.patch();
  }

  /** Whether this processor computes in float16. */
  public boolean runsFloat16() {
    int isa = dnnl_get_effective_cpu_isa();
    return (isa & dnnl_cpu_isa_avx512_core_fp16) == dnnl_cpu_isa_avx512_core_fp16;
  }

  /** The plan of {@code key}, made on first use. Called under the lock. */
  @SuppressWarnings("unchecked") // a key's class goes with one class of plan
  <T extends Plan> T plan(Object key, Supplier<T> make) {
    assert Thread.holdsLock(this);
    Plan plan = plans.get(key);
    if (plan == null) {
      plan = make.get();
      plans.put(key, plan);
      if (plans.size() > MOST_PLANS) {
        var oldest = plans.entrySet().iterator();
        oldest.next().getValue().close();
        oldest.remove();
      }
    }
    return (T) plan;
  }

  /** Raw memory from the backend's pool, outside of all scopes; the caller closes it. */
  static Tensor bytes(Backend backend, long bytes) {
    return Tensor.empty(backend, Shape.of(Math.toIntExact(bytes)), DType.UINT8).persist();
  }
}
