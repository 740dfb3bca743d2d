package dev.v2v.nn.optim;

import dev.v2v.nn.Parameter;
import java.util.List;

/** Parameters that share a rule and a learning rate. Single-thread. */
public final class ParameterGroup {
  private final List<Parameter> parameters;
  private UpdateRule rule;
  private double lr;
  private double initialLr;

  /** A group whose learning rate starts at {@code lr}. */
  public ParameterGroup(UpdateRule rule, double lr, List<Parameter> parameters) {
    if (!(lr >= 0)) {
      throw new IllegalArgumentException("learning rate: must not be negative, got " + lr);
    }
    this.parameters = List.copyOf(parameters);
    this.rule = rule;
    this.lr = lr;
    this.initialLr = lr;
  }

  public List<Parameter> parameters() {
    return parameters;
  }

  public UpdateRule rule() {
    return rule;
  }

  /** Learning rate of the next step. */
  public double lr() {
    return lr;
  }

  /** Sets the learning rate of the steps to come. */
  public void lr(double value) {
    lr = value;
  }

  /** The learning rate that schedules start from. */
  public double initialLr() {
    return initialLr;
  }

  void restore(UpdateRule savedRule, double savedLr, double savedInitialLr) {
    rule = savedRule;
    lr = savedLr;
    initialLr = savedInitialLr;
  }
}
