package dev.v2v.fomm;

import dev.v2v.config.ShippedFile;
import dev.v2v.engine.Backend;
import dev.v2v.nn.checkpoint.Checkpoint;

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
    return FommConfig.of(ShippedFile.yaml(NAME + ".yaml"));
  }

  /** The model with its weights; not yet prepared for inference. */
  public static FommModel open(Backend backend) {
    String file = NAME + ".safetensors";
    try (Checkpoint checkpoint = Checkpoint.of(file, ShippedFile.read(file))) {
      return FommModel.load(backend, config(), checkpoint, ALIGN_CORNERS);
    }
  }
}
