package dev.v2v.vid2vid.styles;

import java.util.Optional;

/** Styles of things. The same thing has the same style whenever it is asked for. */
@FunctionalInterface
public interface StyleSource {
  /** Its features, or empty where nothing is known of its class. */
  Optional<float[]> of(Thing thing);
}
