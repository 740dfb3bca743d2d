package dev.v2v.bench.ab;

import dev.v2v.engine.Backend;
import dev.v2v.engine.BackendProvider;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The {@code cpu} device with some of its classes replaced, beside the one of this process. Its
 * whole package is loaded a second time, so that both are compiled by the JVM on their own, while
 * tensors and operators stay those of the engine.
 */
final class CpuVariant {
  private static final String PACKAGE = "dev.v2v.engine.backend.cpu.";
  private static final String PROVIDER = PACKAGE + "CpuProvider";
  private static final String CLASS = ".class";

  private CpuVariant() {}

  /**
   * Opens it.
   *
   * @param source a folder with {@code .java} files, which are compiled, or with classes; or a jar
   * @throws InputException if there is no class of the device in it, or it does not compile
   */
  static Backend open(Path source) {
    Map<String, byte[]> classes = classes(source);
    try {
      return ((BackendProvider)
              new Loader(classes).loadClass(PROVIDER).getDeclaredConstructor().newInstance())
          .open(0);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new InputException("--with: " + source + ": is no device of this engine: " + e, e);
    }
  }

  private static Map<String, byte[]> classes(Path source) {
    try {
      Map<String, byte[]> found;
      List<Path> texts = Files.isDirectory(source) ? files(source, ".java") : List.of();
      if (!texts.isEmpty()) {
        found = compiled(texts);
      } else if (Files.isDirectory(source)) {
        found = read(source);
      } else {
        try (var jar = FileSystems.newFileSystem(source)) {
          found = read(jar.getPath("/"));
        }
      }
      found.keySet().removeIf(name -> !name.startsWith(PACKAGE));
      if (found.isEmpty()) {
        throw new InputException(
            "--with: " + source + ": must hold .java files or classes of " + PACKAGE + "*");
      }
      return found;
    } catch (IOException e) {
      throw new InputException("--with: " + source + ": cannot be read: " + e, e);
    }
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(f -> f.toString().endsWith(ending)).toList();
    }
  }

  /** Classes by their names. */
  private static Map<String, byte[]> read(Path root) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    for (Path file : files(root, CLASS)) {
      String path = root.relativize(file).toString().replace('\\', '/');
      String name = path.substring(0, path.length() - CLASS.length()).replace('/', '.');
      classes.put(name, Files.readAllBytes(file));
    }
    return classes;
  }

  private static Map<String, byte[]> compiled(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new InputException(
          "--with: this Java has no compiler; run a JDK, or give compiled classes");
    }
    Path out = Files.createTempDirectory("v2v-ab");
    try {
      StringWriter messages = new StringWriter();
      List<String> options =
          List.of("-d", out.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
      boolean done;
      try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
        done =
            compiler
                .getTask(
                    messages,
                    files,
                    null,
                    options,
                    null,
                    files.getJavaFileObjectsFromPaths(sources))
                .call();
      }
      if (!done) {
        throw new InputException("--with: does not compile:\n" + messages);
      }
      return read(out);
    } finally {
      delete(out);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = new ArrayList<>(walk.toList());
    }
    for (int i = all.size() - 1; i >= 0; i--) { // what is in a folder comes after it
      Files.delete(all.get(i));
    }
  }

  /** Defines all classes of the device itself, those that were given in place of its own. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> given;

    Loader(Map<String, byte[]> given) {
      super(CpuVariant.class.getClassLoader());
      this.given = given;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith(PACKAGE)) {
          return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      byte[] bytes = given.containsKey(name) ? given.get(name) : own(name);
      return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] own(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + CLASS)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(name + ": its class file cannot be read", e);
      }
    }
  }
}
