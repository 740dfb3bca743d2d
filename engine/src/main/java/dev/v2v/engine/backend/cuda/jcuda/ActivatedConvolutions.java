package dev.v2v.engine.backend.cuda.jcuda;

import static dev.v2v.engine.backend.cuda.jcuda.CudaStatus.checkCudnn;

import dev.v2v.engine.backend.cuda.driver.ConvGeometry;
import dev.v2v.engine.backend.cuda.driver.Convolutions.Operands;
import dev.v2v.engine.backend.cuda.driver.Convolutions.Workspace;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.op.conv.Activation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Convolutions that end in an activation which cuDNN's older API does not fuse: by a {@link
 * ConvGraph}, or by a convolution and a pass of our own, whichever was faster when both were tried.
 * {@code -Dv2v.cudnn.graphs=false} leaves the graphs out. Guarded by its owner.
 */
final class ActivatedConvolutions {
  private static final System.Logger LOG = System.getLogger("dev.v2v.engine");

  /** Stands for the convolution and the pass after it. */
  private static final ConvAlgorithm SEPARATELY = new ConvAlgorithm(0, 0, true);

  private static final int FIRST_GRAPH = 1;
  private static final int MOST_GRAPHS = 5;

  /** What tells graphs apart. */
  private record Key(ConvGeometry geometry, boolean bias, boolean residual, Activation activation) {
    String pass() {
      return "FORWARD" + (bias ? "_BIAS" : "") + (residual ? "_RESIDUAL" : "") + "_" + activation;
    }
  }

  private final CudnnHandle handle;
  private final AlgorithmChoice choice;
  private final Map<Key, ConvGraph> graphs = new HashMap<>();
  private boolean enabled = Boolean.parseBoolean(System.getProperty("v2v.cudnn.graphs", "true"));

  ActivatedConvolutions(CudnnHandle handle, AlgorithmChoice choice) {
    this.handle = handle;
    this.choice = choice;
  }

  /**
   * {@code y = act(conv(x, weight) + bias + residual)}.
   *
   * @param separately computes the same without a graph
   */
  void run(
      ConvGeometry g,
      Operands o,
      Activation activation,
      Workspace workspace,
      Driver.Queue queue,
      Runnable separately) {
    if (!enabled || !ConvGraph.serves(g, activation) || !ConvGraph.serves(o)) {
      separately.run();
      return;
    }
    Key key = new Key(g, o.bias() != 0, o.residual() != 0, activation);
    AlgorithmTimer.Attempt attempt =
        a -> {
          if (a.number() < FIRST_GRAPH) {
            separately.run();
            return 0;
          }
          return graph(key).run(a.number() - FIRST_GRAPH, o, workspace.reserve(a.workspaceBytes()));
        };
    Optional<ConvAlgorithm> chosen =
        choice.choose(key.pass(), g, () -> offered(key), attempt, queue);
    ConvAlgorithm algorithm = chosen.orElse(SEPARATELY);
    checkCudnn(
        attempt.run(algorithm),
        "cudnnBackendExecute " + key.pass(),
        () -> algorithm + ", " + g + "; -Dv2v.cudnn.graphs=false does without");
  }

  private ConvGraph graph(Key key) {
    return graphs.computeIfAbsent(
        key, k -> new ConvGraph(handle, k.geometry(), k.bias(), k.residual(), k.activation()));
  }

  /** The safe way first: where nothing can be timed, it is the one that is taken. */
  private List<ConvAlgorithm> offered(Key key) {
    List<ConvAlgorithm> offered = new ArrayList<>(List.of(SEPARATELY));
    try {
      offered.addAll(graph(key).offered(FIRST_GRAPH, MOST_GRAPHS));
    } catch (GraphRefusal e) {
      if (!e.isAnswer()) {
        enabled = false;
        LOG.log(
            System.Logger.Level.WARNING,
            "conv2d: goes on without cuDNN's graphs: " + e.getMessage() + ", " + key.geometry());
      }
    }
    return offered;
  }
}
