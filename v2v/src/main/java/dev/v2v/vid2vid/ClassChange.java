package dev.v2v.vid2vid;

import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.InputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Other classes in place of some, such as trees for buildings: the video is another, its motion the
 * same. Source: Wang et al. 2018, semantic manipulation. Immutable.
 *
 * @param classes id by id, what each becomes; all others stay
 */
public record ClassChange(Map<Integer, Integer> classes) {
  /** Nothing changes. */
  public static final ClassChange NONE = new ClassChange(Map.of());

  public ClassChange {
    classes = Map.copyOf(classes);
  }

  /**
   * Reads changes such as {@code building=vegetation} or {@code 11=21}: classes by number, or by
   * the names of Cityscapes.
   *
   * @throws InputException if one is no change, or a class changes twice
   */
  public static ClassChange parse(List<String> texts) {
    Map<Integer, Integer> classes = new LinkedHashMap<>();
    for (String text : texts) {
      String[] sides = text.split("=", -1);
      if (sides.length != 2) {
        throw new InputException(
            "--remap: must be CLASS=CLASS, such as building=vegetation, got " + text);
      }
      if (classes.put(id("--remap", sides[0]), id("--remap", sides[1])) != null) {
        throw new InputException("--remap: a class changes once, got " + text + " besides another");
      }
    }
    return new ClassChange(classes);
  }

  /** The class of a number or a name; {@code where} begins what is said of other texts. */
  static int id(String where, String text) {
    if (text.matches("\\d{1,4}")) {
      return Integer.parseInt(text);
    }
    String name = text.toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    for (CityscapesClass c : CityscapesClass.values()) {
      if (c.name().equals(name)) {
        return c.id();
      }
    }
    throw new InputException(
        where
            + ": a class must be a number or a name of Cityscapes, such as vegetation, got '"
            + text
            + "'");
  }

  /** Class ids as changed. */
  public IdImage ofClasses(IdImage map) {
    return map(map, id -> classes.getOrDefault(id, id));
  }

  /**
   * Instance ids as changed, by Cityscapes' convention: the class, or where its things are counted
   * 1000 times the class and a number. So where a thing becomes what is around it, its border goes.
   */
  public IdImage ofInstances(IdImage map) {
    return map(
        map,
        id -> {
          int was = id < CityscapesClass.INSTANCES ? id : id / CityscapesClass.INSTANCES;
          Integer is = classes.get(was);
          if (is == null) {
            return id;
          }
          boolean counted = id != was && is < CityscapesClass.COUNT && isCounted(is);
          return counted ? is * CityscapesClass.INSTANCES + id % CityscapesClass.INSTANCES : is;
        });
  }

  private static boolean isCounted(int id) {
    return CityscapesClass.of(id).hasInstances();
  }

  private IdImage map(IdImage map, IntUnaryOperator change) {
    return classes.isEmpty()
        ? map
        : new IdImage(map.width(), map.height(), Arrays.stream(map.ids()).map(change).toArray());
  }
}
