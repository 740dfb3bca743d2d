package dev.v2v.nn.optim;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.v2v.engine.Shape;
import dev.v2v.engine.V2vException;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.OptimizerState;
import dev.v2v.nn.checkpoint.TensorSource;
import dev.v2v.nn.checkpoint.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Optimiser states in flat files. The tensors of parameter i are {@code NAME.state.i.exp_avg} and
 * so on, with its count {@code NAME.state.i.step}; the groups are JSON in the file's metadata under
 * {@code NAME.param_groups}: constants by PyTorch's names, and the numbers of the parameters.
 */
public final class OptimizerArchive {
  private static final String STEP = "step";
  private static final String PARAMS = "params";

  private OptimizerArchive() {}

  /** The tensors of a state, to be written. */
  public static List<TensorSource> sources(String name, OptimizerState state) {
    List<TensorSource> sources = new ArrayList<>();
    int i = 0;
    for (OptimizerState.ParameterState p : state.parameters()) {
      String prefix = name + ".state." + i++ + ".";
      if (p.step() != 0 || !p.buffers().isEmpty()) {
        ArrayData step = ArrayData.ofLongs(Shape.scalar(), p.step());
        sources.add(TensorSource.of(prefix + STEP, step));
      }
      p.buffers().forEach((key, values) -> sources.add(TensorSource.of(prefix + key, values)));
    }
    return sources;
  }

  /** The metadata entry of a state. */
  public static Map<String, String> metadata(String name, OptimizerState state) {
    JsonArray groups = new JsonArray();
    int next = 0;
    for (OptimizerState.Group group : state.groups()) {
      JsonObject object = new JsonObject();
      group.hyperparameters().forEach((key, value) -> object.add(key, toJson(value)));
      JsonArray params = new JsonArray();
      for (int i = 0; i < group.parameters().size(); i++) {
        params.add(next++);
      }
      object.add(PARAMS, params);
      groups.add(object);
    }
    return Map.of(name + ".param_groups", groups.toString());
  }

  private static JsonElement toJson(Object value) {
    if (value instanceof Tuple tuple) {
      JsonArray array = new JsonArray();
      tuple.items().forEach(item -> array.add(toJson(item)));
      return array;
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (value instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    }
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive(value.toString());
  }

  /**
   * Reads a state that was written as above.
   *
   * @throws V2vException if the file has no such state or its metadata is not as described
   */
  public static OptimizerState read(Checkpoint file, String name) {
    String json = file.metadata().get(name + ".param_groups");
    if (json == null) {
      throw new V2vException(
          file.file()
              + ": needs metadata '"
              + name
              + ".param_groups', got "
              + file.metadata().keySet());
    }
    Map<String, ArrayData> tensors =
        file.contains(name, "state") ? file.stateDict(name, "state") : Map.of();
    try {
      List<OptimizerState.Group> groups = new ArrayList<>();
      for (JsonElement group : array(JsonParser.parseString(json))) {
        groups.add(group(group, tensors));
      }
      return new OptimizerState(groups);
    } catch (JsonParseException | NumberFormatException e) {
      throw new V2vException(
          file.file()
              + ": metadata '"
              + name
              + ".param_groups' must be a list of groups: "
              + e.getMessage(),
          e);
    }
  }

  private static JsonArray array(JsonElement json) {
    if (json instanceof JsonArray array) {
      return array;
    }
    throw new JsonParseException("needs a list, got " + json);
  }

  private static OptimizerState.Group group(JsonElement element, Map<String, ArrayData> tensors) {
    if (!(element instanceof JsonObject json) || !json.has(PARAMS)) {
      throw new JsonParseException("needs a group with params, got " + element);
    }
    Map<String, Object> constants = new LinkedHashMap<>();
    List<OptimizerState.ParameterState> parameters = new ArrayList<>();
    for (Map.Entry<String, JsonElement> e : json.entrySet()) {
      if (!e.getKey().equals(PARAMS)) {
        constants.put(e.getKey(), fromJson(e.getValue()));
      }
    }
    for (JsonElement index : array(json.get(PARAMS))) {
      parameters.add(parameter(primitive(index).getAsLong() + ".", tensors));
    }
    return new OptimizerState.Group(constants, parameters);
  }

  private static OptimizerState.ParameterState parameter(
      String prefix, Map<String, ArrayData> tensors) {
    Map<String, ArrayData> buffers = new LinkedHashMap<>();
    long step = 0;
    for (Map.Entry<String, ArrayData> e : tensors.entrySet()) {
      if (e.getKey().equals(prefix + STEP)) {
        step = step(e.getValue());
      } else if (e.getKey().startsWith(prefix)) {
        buffers.put(e.getKey().substring(prefix.length()), e.getValue());
      }
    }
    return new OptimizerState.ParameterState(step, buffers);
  }

  private static long step(ArrayData values) {
    if (values.dtype().isFloating() || !values.shape().equals(Shape.scalar())) {
      throw new JsonParseException(
          "needs an integer as step, got " + values.dtype() + values.shape());
    }
    return values.toLongs()[0];
  }

  /** A constant: a number, a flag, a text, null, or a tuple of these. */
  private static Object fromJson(JsonElement json) {
    if (json instanceof JsonArray array) {
      return new Tuple(array.asList().stream().map(item -> plain(item)).toList());
    }
    return json.isJsonNull() ? null : plain(json);
  }

  private static Object plain(JsonElement json) {
    JsonPrimitive primitive = primitive(json);
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    return primitive.isNumber() ? (Object) primitive.getAsDouble() : primitive.getAsString();
  }

  private static JsonPrimitive primitive(JsonElement json) {
    if (json instanceof JsonPrimitive primitive) {
      return primitive;
    }
    throw new JsonParseException("needs a plain value, got " + json);
  }
}
