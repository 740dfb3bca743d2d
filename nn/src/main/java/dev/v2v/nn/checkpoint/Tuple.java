package dev.v2v.nn.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A Python tuple, such as Adam's {@code betas}. Immutable; an item may be {@code null} (None). */
public record Tuple(List<Object> items) {
  public Tuple {
    items = Collections.unmodifiableList(new ArrayList<>(items));
  }

  public Object get(int i) {
    return items.get(i);
  }

  public int size() {
    return items.size();
  }
}
