package dev.v2v.kernels;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Rebuilds the list of families, and the packaged PTX and the budget where sources changed: {@code
 * java -cp kernels/target/classes dev.v2v.kernels.KernelBuild kernels/src/main}. Needs nvcc and
 * ptxas on the path; a build of the engine does not.
 */
public final class KernelBuild {
  private static final Pattern VERSION =
      Pattern.compile("^\\.version \\d+\\.\\d+$", Pattern.MULTILINE);

  /** In the names of shared variables, nvcc's hash of where the file lies. */
  private static final Pattern PLACE = Pattern.compile("_INTERNAL_[0-9a-f]{8}_");

  private static final Pattern COMPILER = Pattern.compile("V(\\d+\\.\\d+\\.\\d+)");
  private static final Pattern USAGE =
      Pattern.compile(
          "entry function '(\\w+)'.*?(\\d+) bytes spill stores, (\\d+) bytes spill loads"
              + ".*?Used (\\d+) registers([^\\n]*)",
          Pattern.DOTALL);
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

  private final Path root;

  private KernelBuild(Path root) {
    this.root = root;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 1) {
      throw new IllegalArgumentException("usage: KernelBuild kernels/src/main");
    }
    new KernelBuild(Path.of(args[0])).run();
  }

  private void run() throws IOException, InterruptedException {
    listFamilies();
    Path ptxFolder = Files.createDirectories(root.resolve("ptx"));
    KernelCatalogue catalogue =
        new KernelCatalogue(KernelFiles.in(root.resolve("cuda")), KernelFiles.in(ptxFolder));
    Path budgetFile = root.resolve("resources/dev/v2v/kernels/budget.txt");
    Map<String, List<KernelBudget>> budget = readBudget(budgetFile);
    Set<String> names = new HashSet<>();
    try {
      for (KernelFamily family : catalogue.families()) {
        names.add(family.name());
        if (family.ptx().isEmpty() || !budget.containsKey(family.name())) {
          String ptx = compile(family);
          write(ptxFolder.resolve(family.name() + KernelFamily.PTX), ptx);
          budget.put(family.name(), assemble(family, ptx));
          System.out.println(family.name());
        }
      }
      budget.keySet().retainAll(names);
    } finally {
      writeBudget(budgetFile, budget.values()); // what was built before a failure stays consistent
    }
  }

  private void listFamilies() throws IOException {
    Path sources = root.resolve("cuda");
    try (Stream<Path> files = Files.list(sources)) {
      List<String> names =
          files
              .map(f -> f.getFileName().toString())
              .filter(f -> f.endsWith(".cu"))
              .map(f -> f.substring(0, f.length() - ".cu".length()))
              .sorted()
              .toList();
      Files.write(sources.resolve("families.txt"), names);
    }
  }

  private String compile(KernelFamily family) throws IOException, InterruptedException {
    Path out = Files.createTempFile(family.name(), ".ptx");
    List<String> command =
        new ArrayList<>(List.of("nvcc", "--ptx", "-arch=" + KernelFamily.BASELINE_ARCH));
    command.addAll(KernelFamily.OPTIONS);
    command.add(root.resolve("cuda/" + family.name() + ".cu").toString());
    command.addAll(List.of("-o", out.toString()));
    run(command);
    String text = Files.readString(out);
    Files.delete(out);
    Matcher compiler = COMPILER.matcher(text);
    String version = compiler.find() ? compiler.group(1) : "unknown";
    // Our kernels use nothing newer than 8.0, which is what drivers of CUDA 12 read.
    String lowered = VERSION.matcher(text).replaceFirst(".version 8.0");
    String placeless = PLACE.matcher(lowered).replaceAll("_INTERNAL_00000000_");
    String body =
        placeless.lines().filter(l -> !l.startsWith("//")).collect(Collectors.joining("\n"));
    String stamp = KernelFamily.STAMP + family.fingerprint() + "  nvcc " + version;
    return stamp + "\n" + body.strip() + "\n";
  }

  /** Compressed: as text all of it would be most of the repository. */
  private static void write(Path file, String ptx) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(ptx.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static List<KernelBudget> assemble(KernelFamily family, String text)
      throws IOException, InterruptedException {
    Path ptx = Files.createTempFile(family.name(), ".ptx");
    Files.writeString(ptx, text);
    List<KernelBudget> needs = new ArrayList<>();
    for (int sm : KernelBudget.ARCHITECTURES) {
      String log = run(List.of("ptxas", "-v", "-arch=sm_" + sm, "-o", "/dev/null", ptx.toString()));
      Matcher m = USAGE.matcher(log);
      while (m.find()) {
        Matcher shared = SHARED.matcher(m.group(5));
        int sharedBytes = shared.find() ? Integer.parseInt(shared.group(1)) : 0;
        int spills = Integer.parseInt(m.group(2)) + Integer.parseInt(m.group(3));
        int registers = Integer.parseInt(m.group(4));
        needs.add(new KernelBudget(family.name(), m.group(1), sm, registers, sharedBytes, spills));
      }
    }
    Files.delete(ptx);
    needs.sort(Comparator.comparing(KernelBudget::entry).thenComparing(KernelBudget::sm));
    return needs;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed:\n" + log);
    }
    return log;
  }

  private static Map<String, List<KernelBudget>> readBudget(Path file) throws IOException {
    return Files.exists(file)
        ? KernelBudget.parse(Files.readString(file)).stream()
            .collect(Collectors.groupingBy(KernelBudget::family, TreeMap::new, Collectors.toList()))
        : new TreeMap<>();
  }

  private static void writeBudget(Path file, Collection<List<KernelBudget>> families)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# What every entry point needs when assembled from the packaged PTX, by KernelBuild.");
    lines.add("# family kernel sm registers shared spills");
    families.forEach(f -> f.forEach(b -> lines.add(b.line())));
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }
}
