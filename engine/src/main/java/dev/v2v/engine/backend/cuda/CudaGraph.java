package dev.v2v.engine.backend.cuda;

import dev.v2v.engine.Replay;
import dev.v2v.engine.Tracing;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.memory.Arena;
import dev.v2v.engine.backend.cuda.memory.Constants;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Recorded work of one device, done again by one call: a whole inference step, or a whole training
 * step. It reads and writes the same memory every time, which it keeps until it is closed; tensors
 * that the work left open hold the results of the latest replay. Single-thread.
 *
 * <pre>{@code
 * run.run();                                   // once eagerly: kernels load, algorithms are chosen
 * try (CudaGraph graph = backend.record(run)) {
 *   frame.write(pixels);                       // inputs are written in place, in order with replays
 *   graph.replay();
 * }
 * }</pre>
 */
public final class CudaGraph implements Replay {
  private final CudaBackend backend;
  private final Driver.Graph graph;
  private final Arena arena;
  private final List<Constants.Recorded> constants;
  private boolean closed;

  private CudaGraph(
      CudaBackend backend, Driver.Graph graph, Arena arena, List<Constants.Recorded> constants) {
    this.backend = backend;
    this.graph = graph;
    this.arena = arena;
    this.constants = constants;
  }

  static CudaGraph record(CudaBackend backend, Runnable work) {
    Driver driver = backend.driver();
    Arena arena = backend.pool().beginRecording();
    boolean done = false;
    try {
      driver.beginCapture(backend.queue());
      Driver.Graph graph = null;
      try {
        work.run();
        done = true;
      } finally {
        graph = driver.endCapture(backend.queue()); // also after a failure: the queue must go on
        if (!done) {
          driver.destroy(graph);
        }
      }
      return new CudaGraph(backend, graph, arena, backend.constants().takeRecorded());
    } finally {
      backend.pool().endRecording();
      if (!done) {
        backend.constants().release(backend.constants().takeRecorded());
        backend.pool().close(arena);
      }
    }
  }

  /** Queues the recorded work. */
  @Override
  public void replay() {
    if (closed) {
      throw new IllegalStateException("graph: replayed after it was closed");
    }
    Tracing.replay(backend, () -> backend.driver().launch(graph, backend.queue()));
  }

  /**
   * Numbers that the recorded work takes anew at every replay, in the order in which it asked for
   * them: those of an optimiser's step, for instance. Write to them between replays, after {@code
   * stream().synchronize()}.
   */
  public List<FloatBuffer> constants() {
    return constants.stream().map(Constants.Recorded::values).toList();
  }

  /** Memory that the graph keeps, in bytes. */
  public long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      backend.driver().synchronize(backend.queue());
      backend.driver().destroy(graph);
      backend.constants().release(constants);
      backend.pool().close(arena);
    }
  }
}
