package dev.v2v.nn.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** A Python list while its pickle is read. Compared by identity: it may contain itself. */
final class PyList {
  final List<Object> items = new ArrayList<>();
}
