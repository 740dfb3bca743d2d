package dev.v2v.nn.checkpoint;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * Reads one pickle of protocol 2 into plain values: {@code Long}, {@link BigInteger}, {@code
 * Double}, {@code Boolean}, {@code String}, {@code null}, {@link PyList}, {@link PyDict}, {@link
 * Tuple} and {@link TensorRef}. It constructs data and runs nothing, and has no mode in which it
 * would.
 *
 * <p>The result is a graph that may share and even contain itself; {@link ValueTree} turns it into
 * a tree.
 */
final class Unpickler {
  private static final int PROTOCOL = 2;

  private final PickleInput input;
  private final PickleStack stack;
  private final StorageTable storages;
  private final boolean arrays;

  private Unpickler(PickleInput input, StorageTable storages, boolean arrays) {
    this.input = input;
    this.stack = new PickleStack(input);
    this.storages = storages;
    this.arrays = arrays;
  }

  /**
   * Reads from the input's position to the end of the pickle that starts there.
   *
   * @param storages resolves persistent ids; {@code null} where a pickle may have none
   */
  static Object load(PickleInput input, StorageTable storages) {
    return new Unpickler(input, storages, false).load();
  }

  /** The same for a pickle of NumPy, whose arrays become {@link NumpyArray}. */
  static Object loadArrays(PickleInput input) {
    return new Unpickler(input, null, true).load();
  }

  private Object load() {
    int first = input.u8();
    int protocol = input.u8();
    if (PickleOpcode.of(first) != PickleOpcode.PROTO || protocol != PROTOCOL) {
      throw input.error(
          String.format(
              "a pickle must start with protocol %d, got bytes 0x%02x 0x%02x",
              PROTOCOL, first, protocol));
    }
    while (true) {
      int code = input.u8();
      PickleOpcode opcode = PickleOpcode.of(code);
      if (opcode == null || opcode == PickleOpcode.PROTO) {
        throw input.error(
            String.format(
                "opcode 0x%02x (%s) is not on the list of what a checkpoint needs",
                code, opcode == null ? PickleOpcode.refusedName(code) : "a second PROTO"));
      }
      if (opcode == PickleOpcode.STOP) {
        return stack.result();
      }
      execute(opcode);
    }
  }

  private void execute(PickleOpcode opcode) {
    switch (opcode) {
      case NONE -> stack.push(null);
      case NEWTRUE -> stack.push(true);
      case NEWFALSE -> stack.push(false);
      case BININT -> stack.push((long) input.i32());
      case BININT1 -> stack.push((long) input.u8());
      case BININT2 -> stack.push((long) input.u16());
      case LONG1 -> stack.push(input.integer(input.u8()));
      case BINFLOAT -> stack.push(input.f64());
      case BINUNICODE -> stack.push(input.text());
      case BINSTRING -> stack.push(input.latin1(input.i32()));
      case SHORT_BINSTRING -> stack.push(input.latin1(input.u8()));
      case EMPTY_DICT -> stack.push(new PyDict());
      case EMPTY_LIST -> stack.push(new PyList());
      case EMPTY_TUPLE -> stack.push(new Tuple(List.of()));
      case MARK -> stack.mark();
      case TUPLE -> stack.push(new Tuple(stack.popToMark()));
      case TUPLE1 -> stack.push(new Tuple(pop(1)));
      case TUPLE2 -> stack.push(new Tuple(pop(2)));
      case TUPLE3 -> stack.push(new Tuple(pop(3)));
      case BINPUT -> stack.remember(input.u8());
      case LONG_BINPUT -> stack.remember(input.i32());
      case BINGET -> stack.recall(input.u8());
      case LONG_BINGET -> stack.recall(input.i32());
      case APPEND -> append(pop(1));
      case APPENDS -> append(stack.popToMark());
      case SETITEM -> setItems(pop(2));
      case SETITEMS -> setItems(stack.popToMark());
      case GLOBAL -> stack.push(global());
      case REDUCE -> stack.push(reduce(pop(2)));
      case BUILD -> build(stack.pop());
      case BINPERSID -> stack.push(storage(stack.pop()));
      case PROTO, STOP -> throw new AssertionError(opcode);
    }
  }

  /** The top values, in the order in which they were pushed. */
  private List<Object> pop(int count) {
    Object[] items = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      items[i] = stack.pop();
    }
    return Arrays.asList(items);
  }

  private void append(List<Object> items) {
    if (!(stack.peek() instanceof PyList list)) {
      throw input.error("APPEND needs a list, got " + describe(stack.peek()));
    }
    list.items.addAll(items);
  }

  private void setItems(List<Object> keysAndValues) {
    if (!(stack.peek() instanceof PyDict dict) || keysAndValues.size() % 2 != 0) {
      throw input.error(
          "SETITEMS needs a dict and pairs, got "
              + describe(stack.peek())
              + " and "
              + keysAndValues.size()
              + " values");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      dict.put(input, keysAndValues.get(i), keysAndValues.get(i + 1));
    }
  }

  private PickleGlobal global() {
    String module = input.line();
    String name = input.line();
    PickleGlobal global = PickleGlobal.of(module, name);
    if (global == null || (global.isOfArrays() && !arrays)) {
      throw input.error(
          "global "
              + Quote.of(module + "." + name)
              + " is not on the list of what a checkpoint needs; nothing was run");
    }
    return global;
  }

  private Object reduce(List<Object> functionAndArgs) {
    if (!(functionAndArgs.get(0) instanceof PickleGlobal function)
        || !(functionAndArgs.get(1) instanceof Tuple args)) {
      throw input.error(
          "REDUCE needs a global and a tuple, got " + describe(functionAndArgs.get(0)));
    }
    return switch (function) {
      case ORDERED_DICT -> orderedDict(args);
      case REBUILD_TENSOR, REBUILD_TENSOR_V2 -> tensor(function, args);
      case REBUILD_PARAMETER -> TensorRebuild.parameter(input, args);
      case NUMPY_SCALAR, NUMPY2_SCALAR -> NumpyScalar.scalar(input, args);
      case NUMPY_DTYPE -> NumpyScalar.type(input, args);
      case CODECS_ENCODE -> NumpyScalar.encode(input, stack, args);
      case NUMPY_REBUILD, NUMPY2_REBUILD -> NumpyArray.blank(input, args);
      default -> throw input.error(function + " must not be called");
    };
  }

  private TensorRef tensor(PickleGlobal function, Tuple args) {
    TensorRef tensor = TensorRebuild.tensor(input, function, args);
    // One long tuple of sizes may serve many tensors, each of which keeps a copy.
    stack.charge(2 * tensor.sizes().size());
    return tensor;
  }

  /** Python 3 calls it empty and sets items; Python 2 passes a list of pairs. */
  private PyDict orderedDict(Tuple args) {
    PyDict dict = new PyDict();
    if (args.size() > 1 || (args.size() == 1 && !(args.get(0) instanceof PyList))) {
      throw input.error("OrderedDict needs nothing or a list of pairs, got " + describe(args));
    }
    if (args.size() == 1) {
      List<Object> pairs = ((PyList) args.get(0)).items;
      stack.charge(pairs.size());
      for (Object item : pairs) {
        List<Object> pair =
            item instanceof PyList list
                ? list.items
                : item instanceof Tuple tuple ? tuple.items() : List.of();
        if (pair.size() != 2) {
          throw input.error("OrderedDict needs pairs, got " + describe(item));
        }
        dict.put(input, pair.get(0), pair.get(1));
      }
    }
    return dict;
  }

  /** An OrderedDict's state is its attributes, such as {@code _metadata}: read and dropped. */
  private void build(Object state) {
    Object target = stack.peek();
    if (target instanceof NumpyScalar.Type type) {
      type.build(input, state);
    } else if (target instanceof NumpyArray array) {
      array.build(input, state);
    } else if (!(target instanceof PyDict) || !(state instanceof PyDict)) {
      throw input.error(
          "BUILD needs an OrderedDict and a dict, got "
              + describe(target)
              + " and "
              + describe(state));
    }
  }

  private FileStorage storage(Object id) {
    if (storages == null) {
      throw input.error("this pickle may not name storages");
    }
    return storages.resolve(input, id);
  }

  /** The kind of a value, for messages; values themselves may be huge or contain themselves. */
  static String describe(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof String text) {
      return "text " + Quote.of(text);
    }
    if (value instanceof Tuple tuple) {
      return "a tuple of " + tuple.size();
    }
    if (value instanceof Long || value instanceof Double || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof BigInteger big) {
      return "an integer of " + big.bitLength() + " bits";
    }
    if (value instanceof PickleGlobal global) {
      return "global " + global;
    }
    return value instanceof PyList
        ? "a list"
        : value instanceof PyDict
            ? "a dict"
            : value instanceof FileStorage
                ? "a storage"
                : value instanceof TensorRef ? "a tensor" : "a NumPy object";
  }
}
