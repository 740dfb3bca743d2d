package dev.v2v.cli;

import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.checkpoint.StoredTensor;
import dev.v2v.nn.checkpoint.TensorSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the tensors of a checkpoint as safetensors. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Write the tensors of a PyTorch checkpoint as safetensors.",
      "Nested keys are joined with dots; plain numbers and texts become metadata."
    },
    footer = {"", "Example:", "  v2v-engine convert vox-cpk.pth.tar vox.safetensors"})
public final class ConvertCommand implements SubCommand {
  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A .pth, .pth.tar or .safetensors file.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The .safetensors file to write.")
  private Path out;

  @Option(
      names = "--precision",
      paramLabel = "P",
      description = "Round floating tensors to fp32, bf16 or fp16 (default: as they are).")
  private DeviceOptions.Precision precision;

  @Option(names = "--force", description = "Overwrite OUT.")
  private boolean force;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    if (!out.toString().endsWith(".safetensors")) {
      throw new InputException(out + ": the output must end in .safetensors");
    }
    if (Files.exists(out) && !force) {
      throw new InputException(out + ": exists already; --force overwrites it");
    }
    try (Checkpoint checkpoint = Checkpoint.open(in)) {
      List<TensorSource> tensors = new ArrayList<>();
      Map<String, String> metadata = new LinkedHashMap<>(checkpoint.metadata());
      flatten("", checkpoint.root(), tensors, metadata);
      if (tensors.isEmpty()) {
        throw new InputException(in + ": expected tensors, the file has none");
      }
      if (precision != null) {
        tensors.replaceAll(t -> rounded(t, precision.dtype()));
      }
      SafetensorsWriter.write(out, tensors, metadata);
      output.print(
          Map.of("in", in.toString(), "out", out.toString(), "tensors", tensors.size()),
          out + ": " + tensors.size() + " tensors");
    }
    return ExitCode.DONE;
  }

  private static TensorSource rounded(TensorSource t, DType dtype) {
    return t.dtype().isFloating()
        ? new TensorSource(t.key(), dtype, t.shape(), () -> t.values().get().to(dtype))
        : t;
  }

  private static void flatten(
      String key, Object value, List<TensorSource> tensors, Map<String, String> metadata) {
    if (value instanceof StoredTensor tensor) {
      tensors.add(TensorSource.of(key, tensor));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((k, v) -> flatten(join(key, String.valueOf(k)), v, tensors, metadata));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        flatten(join(key, Integer.toString(i)), list.get(i), tensors, metadata);
      }
    } else if (value != null && !key.isEmpty()) {
      metadata.put(key, String.valueOf(value));
    }
  }

  private static String join(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }
}
