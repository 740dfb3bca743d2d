package dev.v2v.bench.cli;

import dev.v2v.cli.Main;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Command lines that start this program again. */
final class JavaCommand {
  private JavaCommand() {}

  /** The JVM of this process with its own options, before a class path. */
  static List<String> jvm() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    return command;
  }

  /** The same with a class path and the program's entry. */
  static List<String> of(String classPath) {
    List<String> command = jvm();
    command.addAll(List.of("-cp", classPath, Main.class.getName()));
    return command;
  }

  /** The same for this program. */
  static List<String> ofThis() {
    return of(System.getProperty("java.class.path"));
  }

  /**
   * Arguments without some options.
   *
   * @param flags options without a value
   * @param options options with one, as the next argument or behind an equals sign
   */
  static List<String> without(List<String> arguments, Set<String> flags, Set<String> options) {
    List<String> left = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (options.contains(argument)) {
        i++;
      } else if (!flags.contains(argument) && !options.contains(argument.split("=", 2)[0])) {
        left.add(argument);
      }
    }
    return left;
  }
}
