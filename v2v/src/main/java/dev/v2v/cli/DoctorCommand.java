package dev.v2v.cli;

import dev.v2v.engine.Backends;
import dev.v2v.engine.Finding;
import dev.v2v.media.MediaDoctor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what this machine has and what to do about what is missing. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Show the JVM, the CPU, native libraries and devices, and what is missing.")
public final class DoctorCommand implements SubCommand {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final List<String> USEFUL_FLAGS =
      List.of(
          "avx2",
          "fma",
          "avx512f",
          "avx512bw",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_bf16");

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    List<Finding> findings = findings();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", Version.text());
    json.put("findings", findings);
    output.print(json, text(findings));
    return ExitCode.DONE;
  }

  /** All that is looked at. */
  static List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(memory());
    findings.add(cpu());
    findings.addAll(Backends.diagnose());
    findings.addAll(MediaDoctor.diagnose());
    return List.copyOf(findings);
  }

  private static Finding java() {
    Runtime.Version version = Runtime.version();
    String detail =
        version
            + ", "
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch");
    boolean ok = version.feature() >= 17;
    return new Finding("java", ok, detail, ok ? "" : "install a JDK of version 17 or later");
  }

  private static Finding memory() {
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    return new Finding(
        "memory", true, "Java heap up to " + heap + " MiB; tensors live outside of it", "");
  }

  private static Finding cpu() {
    String detail = Runtime.getRuntime().availableProcessors() + " processors";
    try {
      List<String> lines = Files.isReadable(CPUINFO) ? Files.readAllLines(CPUINFO) : List.of();
      Set<String> flags = new TreeSet<>(Arrays.asList(value(lines, "flags").split(" ")));
      List<String> useful = USEFUL_FLAGS.stream().filter(flags::contains).toList();
      if (!useful.isEmpty()) {
        detail += ", " + value(lines, "model name") + ", " + String.join(" ", useful);
      }
    } catch (IOException e) {
      detail += ", details unreadable: " + e.getMessage();
    }
    return new Finding("cpu", true, detail, "");
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(l -> l.startsWith(key))
        .map(l -> l.substring(l.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    text.append("v2v-engine ").append(Version.text()).append('\n');
    for (Finding f : findings) {
      text.append(
          String.format(
              Locale.ROOT, "%-8s %-18s %s%n", f.ok() ? "ok" : "missing", f.item(), f.detail()));
      if (!f.remedy().isEmpty()) {
        text.append(String.format(Locale.ROOT, "%27s -> %s%n", "", f.remedy()));
      }
    }
    return text.toString().stripTrailing();
  }
}
