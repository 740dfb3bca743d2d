package dev.v2v.kernels;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the source of a kernel declares about it, in its {@code //! kernel} line. Entry points are
 * named {@code name_version_dtype}. Immutable.
 *
 * @param ops keys of the operators whose work it does; empty, declared as {@code none}, for a
 *     kernel that no operator needs
 * @param dtypes element types, {@code f32}, {@code bf16} or {@code i32} for instance
 * @param versions from the naive one to the fastest; {@code defaultVersion} is the one to launch
 * @param element what one element is, of which the costs are given
 * @param readBytes bytes that must be read per element
 * @param writeBytes bytes that must be written per element
 * @param flops floating-point operations per element
 * @param deterministic whether the same inputs always give the same bits
 * @param block threads of a block; the kernel is right for any multiple of 32 up to it
 */
public record KernelInfo(
    String name,
    List<String> ops,
    List<String> dtypes,
    List<String> versions,
    String defaultVersion,
    String element,
    CostExpression readBytes,
    CostExpression writeBytes,
    CostExpression flops,
    boolean deterministic,
    int block) {

  private static final String MARK = "//! kernel ";
  private static final List<String> FIELDS =
      List.of(
          "op",
          "dtypes",
          "versions",
          "default",
          "element",
          "read",
          "write",
          "flops",
          "deterministic",
          "block");
  private static final Pattern FIELD = Pattern.compile("\\s([a-z]+)=");

  /** All kernels that a source declares, in its order. */
  static List<KernelInfo> parseAll(String source) {
    return source.lines().filter(l -> l.startsWith(MARK)).map(KernelInfo::parse).toList();
  }

  private static KernelInfo parse(String line) {
    Map<String, String> fields = fields(line);
    if (!fields.keySet().equals(Set.copyOf(FIELDS))) {
      throw new IllegalArgumentException(
          "kernel declaration: needs " + FIELDS + ", got " + fields.keySet() + " in " + line);
    }
    KernelInfo info =
        new KernelInfo(
            line.substring(MARK.length()).split("\\s", 2)[0],
            fields.get("op").equals("none") ? List.of() : list(fields.get("op")),
            list(fields.get("dtypes")),
            list(fields.get("versions")),
            fields.get("default"),
            fields.get("element"),
            new CostExpression(fields.get("read")),
            new CostExpression(fields.get("write")),
            new CostExpression(fields.get("flops")),
            yes(fields.get("deterministic"), line),
            Integer.parseInt(fields.get("block")));
    if (!info.versions.contains(info.defaultVersion)) {
      throw new IllegalArgumentException(
          "kernel declaration: default must be one of "
              + info.versions
              + ", got "
              + info.defaultVersion
              + " for "
              + info.name);
    }
    return info;
  }

  /** Fields are {@code name=value} and a value ends before the next name, so it may have spaces. */
  private static Map<String, String> fields(String line) {
    Map<String, String> fields = new TreeMap<>();
    Matcher m = FIELD.matcher(line);
    String name = null;
    int from = 0;
    while (m.find()) {
      if (name != null) {
        fields.put(name, line.substring(from, m.start()).trim());
      }
      name = m.group(1);
      from = m.end();
    }
    if (name != null) {
      fields.put(name, line.substring(from).trim());
    }
    return fields;
  }

  private static List<String> list(String commaSeparated) {
    return List.of(commaSeparated.split(","));
  }

  private static boolean yes(String value, String line) {
    return switch (value) {
      case "yes" -> true;
      case "no" -> false;
      default ->
          throw new IllegalArgumentException(
              "kernel declaration: deterministic must be yes or no, got " + value + " in " + line);
    };
  }

  /**
   * The entry point of the default version.
   *
   * @throws IllegalArgumentException if the kernel does not come for {@code dtype}
   */
  public String entry(String dtype) {
    return entry(defaultVersion, dtype);
  }

  /**
   * The entry point of a version.
   *
   * @throws IllegalArgumentException if there is no such version, or none for {@code dtype}
   */
  public String entry(String version, String dtype) {
    if (!versions.contains(version) || !dtypes.contains(dtype)) {
      throw new IllegalArgumentException(
          name + ": comes as " + versions + " for " + dtypes + ", got " + version + " " + dtype);
    }
    return name + "_" + version + "_" + dtype;
  }

  /** All entry points. */
  public List<String> entries() {
    return versions.stream().flatMap(v -> dtypes.stream().map(t -> entry(v, t))).toList();
  }
}
