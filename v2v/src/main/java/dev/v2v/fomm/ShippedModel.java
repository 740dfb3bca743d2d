package dev.v2v.fomm;

import dev.v2v.config.YamlFile;
import dev.v2v.engine.Backend;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The model that is part of the engine: small, trained on procedural faces, and good for showing
 * that everything works. Its card is {@code v2v/models/README.md}.
 */
public final class ShippedModel {
  /** Name of its two files, a configuration and weights. */
  public static final String NAME = "puppets-128";

  /** It was trained with aligned corners. */
  private static final boolean ALIGN_CORNERS = true;

  private ShippedModel() {}

  public static FommConfig config() {
    String file = NAME + ".yaml";
    return FommConfig.of(YamlFile.parse(file, new String(read(file), StandardCharsets.UTF_8)));
  }

  /** The model with its weights; not yet prepared for inference. */
  public static FommModel open(Backend backend) {
    String file = NAME + ".safetensors";
    try (Checkpoint checkpoint = Checkpoint.of(file, read(file))) {
      return FommModel.load(backend, config(), checkpoint, ALIGN_CORNERS);
    }
  }

  private static byte[] read(String file) {
    try (InputStream in = ShippedModel.class.getResourceAsStream("models/" + file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": the model inside the jar cannot be read", e);
    }
  }
}
