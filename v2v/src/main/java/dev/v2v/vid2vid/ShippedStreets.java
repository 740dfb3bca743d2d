package dev.v2v.vid2vid;

import dev.v2v.config.ShippedFile;
import dev.v2v.engine.Backend;
import dev.v2v.nn.checkpoint.Checkpoint;

/**
 * The vid2vid model that is part of the engine: small, trained on procedural streets in daylight.
 * Its card is {@code v2v/models/street-128.md}.
 */
public final class ShippedStreets {
  /** Name of its two files, a configuration and weights. */
  public static final String NAME = "street-128";

  private ShippedStreets() {}

  public static Vid2vidConfig config() {
    return Vid2vidConfig.of(ShippedFile.yaml(NAME + ".yaml"));
  }

  /** The model with its weights; not yet prepared for inference. */
  public static Vid2vidModel open(Backend backend) {
    String file = NAME + ".safetensors";
    try (Checkpoint checkpoint = Checkpoint.of(file, ShippedFile.read(file))) {
      return Vid2vidModel.load(backend, config(), checkpoint, file);
    }
  }
}
