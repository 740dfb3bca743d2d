package dev.v2v.nn;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.TensorSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A network or a part of one: named parameters, buffers and sub-modules, in the order in which its
 * constructor registers them. Keys and order of its state are those of PyTorch's {@code
 * state_dict}: a module's parameters, its buffers, then its children.
 *
 * <p>State lives outside all scopes until {@link #close}. Weights follow the type of the data that
 * meets them, so a network computes in the type of its input: cast that, and nothing else, to run
 * in bfloat16; the master weights stay float32. Single-thread.
 */
@SuppressWarnings("JavaLangClash") // the field's word; java.lang.Module never meets it
public abstract class Module implements AutoCloseable {
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, StateEntry> buffers = new LinkedHashMap<>();
  private final Map<String, Module> children = new LinkedHashMap<>();
  private boolean training = true;

  // ---- declaring state -------------------------------------------------------------------------

  /** Declares a parameter; the module owns the tensor from here on. */
  protected final Parameter parameter(String name, Tensor value) {
    return parameter(name, new Parameter(value));
  }

  /** Declares a parameter that exists already, of a wrapped or tied layer for instance. */
  protected final Parameter parameter(String name, Parameter parameter) {
    declare(name);
    parameters.put(name, parameter);
    return parameter;
  }

  /** Declares a buffer that state dicts must have; the module owns the tensor from here on. */
  protected final Buffer buffer(String name, Tensor value) {
    return buffer(name, value, TorchLayout.of(value.shape()), StateEntry.Presence.REQUIRED);
  }

  /** Declares a buffer; the module owns the tensor from here on. */
  protected final Buffer buffer(
      String name, Tensor value, TorchLayout layout, StateEntry.Presence presence) {
    declare(name);
    Buffer buffer = new Buffer(value, layout, presence);
    buffers.put(name, buffer);
    return buffer;
  }

  /** Declares a number that is counted on the host. */
  protected final Counter counter(String name) {
    declare(name);
    Counter counter = new Counter();
    buffers.put(name, counter);
    return counter;
  }

  /** Declares a sub-module. */
  protected final <M extends Module> M child(String name, M module) {
    declare(name);
    children.put(name, module);
    return module;
  }

  private void declare(String name) {
    if (name.isEmpty() || name.contains(".")) {
      throw new IllegalArgumentException(
          "module: a name must not be empty nor contain '.', got '" + name + "'");
    }
    if (parameters.containsKey(name) || buffers.containsKey(name) || children.containsKey(name)) {
      throw new IllegalArgumentException("module: names must differ, got '" + name + "' twice");
    }
  }

  // ---- walking ---------------------------------------------------------------------------------

  /** Sub-modules by name. */
  public final Map<String, Module> children() {
    return Collections.unmodifiableMap(children);
  }

  /** Calls {@code visitor} with every sub-module, innermost first, and then with this module. */
  public final void apply(Consumer<? super Module> visitor) {
    children.values().forEach(c -> c.apply(visitor));
    visitor.accept(this);
  }

  /** All parameters by full name; a shared one appears under its first name. */
  public final Map<String, Parameter> namedParameters() {
    Set<Parameter> seen = new HashSet<>();
    Map<String, Parameter> named = new LinkedHashMap<>();
    namedState()
        .forEach(
            (name, entry) -> {
              if (entry instanceof Parameter p && seen.add(p)) {
                named.put(name, p);
              }
            });
    return named;
  }

  /** All parameters in the order that optimizer states count in. */
  public final List<Parameter> parameters() {
    return new ArrayList<>(namedParameters().values());
  }

  /** Number of trainable elements. */
  public final long parameterCount() {
    return parameters().stream().mapToLong(Parameter::elements).sum();
  }

  /** Everything that a state dict holds, by full name. */
  public final Map<String, StateEntry> namedState() {
    Map<String, StateEntry> entries = new LinkedHashMap<>();
    visit(
        "",
        (prefix, module) -> {
          module.parameters.forEach((name, p) -> entries.put(prefix + name, p));
          module.buffers.forEach((name, b) -> entries.put(prefix + name, b));
        });
    return entries;
  }

  private void visit(String prefix, BiConsumer<String, Module> visitor) {
    visitor.accept(prefix, this);
    children.forEach((name, c) -> c.visit(prefix + name + ".", visitor));
  }

  // ---- mode ------------------------------------------------------------------------------------

  /** Whether layers such as batch normalisation behave as in training. */
  public final boolean isTraining() {
    return training;
  }

  /** Switches to training behaviour, here and below. */
  public final void train() {
    apply(m -> m.training = true);
  }

  /** Switches to inference behaviour, here and below. */
  public final void eval() {
    apply(m -> m.training = false);
  }

  /** Thaws or freezes all parameters. */
  public final void requireGrad(boolean required) {
    parameters().forEach(p -> p.requireGrad(required));
  }

  /**
   * Converts all floating state; gradients are dropped. Float64 is for gradient checks on the
   * reference backend. To compute in 16 bits leave the state alone and cast the input.
   *
   * @throws DTypeException unless {@code dtype} is float32 or float64
   */
  public final void to(DType dtype) {
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
      throw new DTypeException("module: state must be FLOAT32 or FLOAT64, got " + dtype);
    }
    for (StateEntry entry : namedState().values()) {
      if (entry instanceof TensorEntry t) {
        t.convertTo(dtype);
      }
    }
  }

  // ---- state dicts -----------------------------------------------------------------------------

  /** A copy of the state, in PyTorch's keys, order and layouts. */
  public final Map<String, ArrayData> stateDict() {
    Map<String, ArrayData> state = new LinkedHashMap<>();
    namedState().forEach((key, entry) -> state.put(key, entry.toArray()));
    return state;
  }

  /** The state as something to write, copied from the device one tensor at a time. */
  public final List<TensorSource> sources(String prefix) {
    List<TensorSource> sources = new ArrayList<>();
    namedState()
        .forEach(
            (key, e) ->
                sources.add(new TensorSource(prefix + key, e.dtype(), e.torchShape(), e::toArray)));
    return sources;
  }

  /**
   * Loads a state dict that fits exactly.
   *
   * @throws StateDictException if a key is missing, unknown, or of another shape; nothing is loaded
   */
  public final void load(Map<String, ArrayData> state) {
    Map<String, ArrayData> current = upgraded(state);
    LoadReport report = StateDicts.compare(namedState(), current);
    if (!report.isExact()) {
      throw new StateDictException(report);
    }
    StateDicts.copy(current, namedState());
  }

  /**
   * Loads what fits and leaves the rest as it is.
   *
   * @return what did not fit
   */
  public final LoadReport loadMatching(Map<String, ArrayData> state) {
    Map<String, ArrayData> current = upgraded(state);
    StateDicts.copy(current, namedState());
    return StateDicts.compare(namedState(), current);
  }

  private Map<String, ArrayData> upgraded(Map<String, ArrayData> state) {
    Map<String, ArrayData> current = new LinkedHashMap<>(state);
    visit("", (prefix, module) -> module.upgrade(prefix, current));
    return current;
  }

  /**
   * Rewrites entries of an older layout, in a copy of a state dict about to be loaded. This
   * module's keys start with {@code prefix}.
   */
  protected void upgrade(String prefix, Map<String, ArrayData> state) {}

  /** Releases all state, here and below. Further calls do nothing. */
  @Override
  public void close() {
    parameters.values().forEach(TensorEntry::close);
    for (StateEntry entry : buffers.values()) {
      if (entry instanceof Buffer b) {
        b.close();
      }
    }
    children.values().forEach(Module::close);
  }
}
