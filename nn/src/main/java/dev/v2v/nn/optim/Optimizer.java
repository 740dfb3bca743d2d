package dev.v2v.nn.optim;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.V2vException;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.checkpoint.OptimizerState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Steps parameters along their gradients. A parameter without a gradient is left alone, its state
 * too. What is kept for a parameter is allocated at its first step and lives until {@link #close}.
 * Single-thread.
 */
public final class Optimizer implements AutoCloseable {
  private final List<ParameterGroup> groups;
  private final Map<Parameter, Kept> kept = new LinkedHashMap<>();

  /**
   * An optimiser of several groups.
   *
   * @throws IllegalArgumentException if a parameter is in two groups, or twice in one
   */
  public Optimizer(List<ParameterGroup> groups) {
    this.groups = List.copyOf(groups);
    Set<Parameter> seen = new HashSet<>();
    for (Parameter p : parameters()) {
      if (!seen.add(p)) {
        throw new IllegalArgumentException(
            "optimizer: a parameter must be in one group, got " + p.torchShape() + " twice");
      }
    }
  }

  /** An optimiser of one group. */
  public static Optimizer of(UpdateRule rule, double lr, List<Parameter> parameters) {
    return new Optimizer(List.of(new ParameterGroup(rule, lr, parameters)));
  }

  public List<ParameterGroup> groups() {
    return groups;
  }

  /** All parameters, group after group. */
  public List<Parameter> parameters() {
    return groups.stream().flatMap(g -> g.parameters().stream()).toList();
  }

  /** Sets the learning rate of every group. */
  public void lr(double lr) {
    groups.forEach(g -> g.lr(lr));
  }

  /** Gradients of the parameters that have one. */
  public List<Tensor> gradients() {
    return parameters().stream().map(Parameter::grad).filter(g -> g != null).toList();
  }

  /** Steps every parameter that has a gradient. */
  public void step() {
    for (ParameterGroup group : groups) {
      // Bias corrections depend on the count: parameters of one count go in one launch.
      Map<Long, List<Parameter>> byStep = new TreeMap<>();
      for (Parameter p : group.parameters()) {
        if (p.grad() != null) {
          Kept k = kept.computeIfAbsent(p, q -> Kept.fresh(group.rule(), q));
          k.countStep();
          byStep.computeIfAbsent(k.step(), s -> new ArrayList<>()).add(p);
        }
      }
      byStep.forEach((step, parameters) -> step(group, step, parameters));
    }
  }

  private void step(ParameterGroup group, long step, List<Parameter> parameters) {
    List<List<Tensor>> lists = new ArrayList<>();
    for (int i = 0; i < group.rule().buffers().size(); i++) {
      int slot = i;
      lists.add(parameters.stream().map(p -> kept.get(p).tensors().get(slot)).toList());
    }
    group
        .rule()
        .step(
            group.lr(),
            step,
            parameters.stream().map(Parameter::grad).toList(),
            parameters.stream().map(Parameter::tensor).toList(),
            lists);
  }

  /**
   * Sets all gradients to 0 and keeps their memory. As in PyTorch with {@code set_to_none=False}, a
   * parameter that the next backward does not reach is then stepped with gradient 0.
   */
  public void zeroGrad() {
    gradients().forEach(g -> CoreKernels.fill(g, 0));
  }

  /** Drops all gradients; their memory goes back to the pool. */
  public void clearGrad() {
    parameters().forEach(p -> p.tensor().clearGrad());
  }

  /** The state in PyTorch's structure and layouts. */
  public OptimizerState state() {
    List<OptimizerState.Group> saved = new ArrayList<>();
    for (ParameterGroup group : groups) {
      Map<String, Object> settings = new LinkedHashMap<>();
      settings.put("lr", group.lr());
      settings.putAll(group.rule().hyperparameters());
      settings.put("initial_lr", group.initialLr());
      saved.add(
          new OptimizerState.Group(
              settings, group.parameters().stream().map(this::saved).toList()));
    }
    return new OptimizerState(saved);
  }

  private OptimizerState.ParameterState saved(Parameter p) {
    Kept k = kept.get(p);
    return k == null ? OptimizerState.ParameterState.NONE : k.save(p);
  }

  /**
   * Restores a state by position, learning rates and constants of the rules included.
   *
   * @throws V2vException if groups, parameters or shapes differ; nothing is restored
   */
  public void load(OptimizerState state) {
    List<UpdateRule> rules = check(state);
    for (int i = 0; i < groups.size(); i++) {
      ParameterGroup group = groups.get(i);
      OptimizerState.Group saved = state.groups().get(i);
      Hyperparameters settings = new Hyperparameters(saved.hyperparameters());
      double lr = settings.number("lr", group.lr());
      group.restore(rules.get(i), lr, settings.number("initial_lr", group.initialLr()));
      for (int j = 0; j < group.parameters().size(); j++) {
        restore(group, group.parameters().get(j), saved.parameters().get(j));
      }
    }
  }

  private void restore(ParameterGroup group, Parameter p, OptimizerState.ParameterState saved) {
    Kept before =
        saved.buffers().isEmpty() && saved.step() == 0
            ? kept.remove(p)
            : kept.put(p, Kept.load(group.rule(), p, saved));
    if (before != null) {
      before.close();
    }
  }

  /** The rules with saved constants, after everything was found to fit. */
  private List<UpdateRule> check(OptimizerState state) {
    if (state.groups().size() != groups.size()) {
      throw new V2vException(
          "optimizer state: must have " + groups.size() + " groups, got " + state.groups().size());
    }
    List<UpdateRule> rules = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      List<Parameter> parameters = groups.get(i).parameters();
      OptimizerState.Group saved = state.groups().get(i);
      if (saved.parameters().size() != parameters.size()) {
        throw new V2vException(
            "optimizer state: group "
                + i
                + " must have "
                + parameters.size()
                + " parameters, got "
                + saved.parameters().size());
      }
      UpdateRule rule = groups.get(i).rule().with(saved.hyperparameters());
      rules.add(rule);
      for (int j = 0; j < parameters.size(); j++) {
        OptimizerState.ParameterState p = saved.parameters().get(j);
        if (p.step() != 0 || !p.buffers().isEmpty()) {
          Kept.check(rule, parameters.get(j), p);
        }
      }
    }
    return rules;
  }

  /** Releases what is kept for the parameters; these stay. */
  @Override
  public void close() {
    kept.values().forEach(Kept::close);
    kept.clear();
  }
}
