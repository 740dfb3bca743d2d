package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import dev.v2v.engine.ptx.text.PtxModule;
import dev.v2v.engine.ptx.text.PtxParser;
import dev.v2v.engine.ptx.text.PtxVariable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Runs kernels. Blocks run side by side on the processor's cores unless they meet through atomics
 * on global memory, whose order would then be another in every run. Thread-safe.
 */
public final class Machine {
  private final GlobalMemory memory = new GlobalMemory();
  private final int workers;

  /** A machine on so many cores. */
  public Machine(int workers) {
    this.workers = workers;
  }

  /** The memory of the device. */
  public GlobalMemory memory() {
    return memory;
  }

  /**
   * Reads a module and places its variables.
   *
   * @param name for messages
   * @throws dev.v2v.engine.ptx.text.PtxException naming the line of what is not offered
   */
  public LoadedModule load(String name, String ptx) {
    PtxModule module = PtxParser.parse(name, ptx);
    Map<String, Long> symbols = new HashMap<>();
    for (PtxVariable v : module.variables()) {
      if (!v.space().equals("shared")) {
        long address = memory.allocate(v.bytes(), GlobalMemory.VARIABLE + v.name());
        ByteBuffer bytes = memory.view(address, v.bytes());
        bytes.put(new byte[v.bytes()]).clear();
        bytes.put(v.initial());
        symbols.put(v.name(), address);
      }
    }
    List<PtxVariable> shared =
        module.variables().stream().filter(v -> v.space().equals("shared")).toList();
    return new LoadedModule(module, symbols, shared);
  }

  /** Gives the memory of a module's variables back. */
  public void unload(LoadedModule module) {
    module.symbols().values().forEach(memory::free);
  }

  /**
   * Runs a kernel to its end.
   *
   * @param arguments one number for each parameter, of which the parameter takes what bytes it has
   * @throws KernelFaultException if it does something undefined
   * @throws IllegalArgumentException if arguments or shape do not fit the kernel
   */
  public LaunchProfile launch(
      LoadedKernel kernel, LaunchShape shape, long[] arguments, Schedule schedule) {
    Code code = kernel.code();
    byte[] parameters = kernel.block(arguments);
    int threads = shape.blockX() * shape.blockY() * shape.blockZ();
    if (threads > code.kernel().mostThreads()) {
      throw new IllegalArgumentException(
          "kernel %s: at most %d threads in a block, got %s"
              .formatted(kernel.name(), code.kernel().mostThreads(), shape));
    }
    int blocks = Math.multiplyExact(shape.gridX(), shape.gridY() * shape.gridZ());
    int[] order = schedule.blocks(blocks);
    int side = code.ordered() ? 1 : Math.min(workers, blocks);
    AtomicInteger next = new AtomicInteger();
    Counters total =
        IntStream.range(0, side)
            .parallel()
            .mapToObj(
                worker -> {
                  Counters counters = new Counters(code.length());
                  BlockRun run = new BlockRun(code, shape, memory, parameters, schedule, counters);
                  for (int i = next.getAndIncrement(); i < blocks; i = next.getAndIncrement()) {
                    run.run(order[i]);
                  }
                  return counters;
                })
            .collect(() -> new Counters(code.length()), Counters::add, Counters::add);
    return new LaunchProfile(kernel, shape, total);
  }
}
