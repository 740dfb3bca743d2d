package dev.v2v.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Comparator;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Entry point of {@code java -jar v2v-engine.jar}. */
@Command(
    name = "v2v-engine",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "A compute engine written in Java, with vid2vid and the First Order Motion Model on it.",
      ""
    },
    footer = {
      "",
      "Results go to standard output, progress and logs to standard error.",
      "Exit codes: 0 done, 1 a check failed, 2 usage, 3 device missing, 4 input refused,"
          + " 5 out of memory.",
      "",
      "For a start:",
      "  v2v-engine demo",
      "  v2v-engine doctor",
      "  v2v-engine animate --config vox-256 --checkpoint vox-cpk.pth.tar \\",
      "      --source face.png --driving talk.mp4 --out result.mp4"
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandSpec spec;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command in this process; for tests. */
  public static int run(String... args) {
    // JavaCPP would cap native memory at the Java heap's size; the engine's pool counts its own.
    System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    Debug.enable(false);
    CommandLine line = new CommandLine(new Main());
    ServiceLoader.load(SubCommand.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(c -> name(c)))
        .forEach(line::addSubcommand);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(false);
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler(Main::usageError);
    line.setExecutionExceptionHandler(Main::failure);
    line.setErr(new PrintWriter(System.err, true, Charset.defaultCharset()));
    int code = execute(line, args);
    try {
      Trace.finish();
      return code;
    } catch (UncheckedIOException e) {
      return report(e, line);
    }
  }

  private static int execute(CommandLine line, String... args) {
    try {
      return line.execute(args);
    } catch (Error e) { // picocli hands on exceptions only, and running out of memory is none
      return report(e, line);
    }
  }

  private static String name(SubCommand command) {
    return command.getClass().getAnnotation(Command.class).name();
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  private static int usageError(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    line.getErr().println(line.getCommandSpec().name() + ": " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr())) {
      line.getErr().println("See '" + line.getCommandSpec().qualifiedName() + " --help'.");
    }
    return ExitCode.USAGE;
  }

  private static int failure(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    if (e instanceof ParameterException parameter) {
      return usageError(parameter, new String[0]);
    }
    return report(e, line);
  }

  /** One line for people; the stack trace only with {@code --debug} or for our own mistakes. */
  private static int report(Throwable e, CommandLine line) {
    String name = line.getCommandSpec().name();
    if (ExitCode.isExpected(e)) {
      line.getErr().println(name + ": " + message(e));
    } else {
      line.getErr().println(name + ": internal error: " + e + " (--debug shows where)");
    }
    if (Debug.enabled()) {
      e.printStackTrace(line.getErr());
    }
    return ExitCode.of(e);
  }

  private static String message(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return "out of memory: " + e.getMessage() + "; give the JVM more with -Xmx";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
