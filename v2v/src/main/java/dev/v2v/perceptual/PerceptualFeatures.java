package dev.v2v.perceptual;

import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.List;

/**
 * Which features a perceptual loss compares. {@code
 * PerceptualFeatures.of("procedural").open(backend)} gives a network for {@link Vgg19#forward};
 * losses of different features are not comparable. A new choice is a case in {@link #of} and one in
 * {@link #open}.
 *
 * @param kind what sort of features
 * @param file their weights, {@code null} where none are read
 */
public record PerceptualFeatures(Kind kind, Path file) {
  /** Sorts of features. */
  public enum Kind {
    /** None: an L1 loss on pixels in their place. */
    NONE,
    /** Random convolutions, the same in every run. */
    RANDOM,
    /** Trained on drawn shapes, and part of the engine: {@link Vgg19#procedural}. */
    PROCEDURAL,
    /** A VGG-19 whose weights are in a file, as torchvision names them. */
    VGG19
  }

  private static final List<String> FORMS = List.of("none", "random", "procedural", "vgg19:FILE");
  private static final String VGG19 = "vgg19:";
  private static final long RANDOM_SEED = 7;
  private static final int RANDOM_DIVISOR = 8; // width of VGG-19 over that of the random network

  /**
   * Reads {@code none}, {@code random}, {@code procedural} or {@code vgg19:FILE}.
   *
   * @throws InputException if it is something else
   */
  public static PerceptualFeatures of(String text) {
    if (text.equals("none")) {
      return new PerceptualFeatures(Kind.NONE, null);
    }
    if (text.equals("random")) {
      return new PerceptualFeatures(Kind.RANDOM, null);
    }
    if (text.equals("procedural")) {
      return new PerceptualFeatures(Kind.PROCEDURAL, null);
    }
    if (text.startsWith(VGG19) && text.length() > VGG19.length()) {
      return new PerceptualFeatures(Kind.VGG19, Path.of(text.substring(VGG19.length())));
    }
    throw new InputException("--perceptual: must be one of " + FORMS + ", got '" + text + "'");
  }

  /** The network, {@code null} for none. */
  public Vgg19 open(Backend backend) {
    return switch (kind) {
      case NONE -> null;
      case RANDOM -> Vgg19.random(backend, RANDOM_SEED, RANDOM_DIVISOR);
      case PROCEDURAL -> Vgg19.procedural(backend);
      case VGG19 -> {
        try (Checkpoint weights = Checkpoint.open(file)) {
          yield Vgg19.load(backend, weights.stateDict());
        }
      }
    };
  }

  /** In the words of {@link #of}. */
  @Override
  public String toString() {
    return switch (kind) {
      case NONE -> "none";
      case RANDOM -> "random";
      case PROCEDURAL -> "procedural";
      case VGG19 -> VGG19 + file;
    };
  }
}
