package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code preview}: what it takes, and refuses before it looks for a display. */
class PreviewTest {
  private static final int USAGE = 2;

  private static Cli.Result animate(String... more) {
    List<String> args = new ArrayList<>(List.of("preview", "animate"));
    args.addAll(List.of("--source", "face.png", "--driving", "test-pattern"));
    args.addAll(List.of(more));
    return Cli.run(args);
  }

  @ParameterizedTest
  @CsvSource({
    "animate, --source --driving --absolute --fit",
    "synthesize, --model --labels --instances --first-frames --flow-scale"
  })
  void helpShowsEveryOption(String what, String own) {
    String help = Cli.run("preview", what, "--help").done().out();
    assertTrue(help.contains("Usage: v2v-engine preview " + what), help);
    String common =
        " --size --headless --screenshot --save-to --every-frame --once --frames --json";
    for (String option : (own + common).split(" ", -1)) {
      assertTrue(help.contains(option), option + " is not in: " + help);
    }
  }

  @Test
  void itMustBeSaidWhatToWatch() {
    Cli.run("preview").refused(USAGE, "expected what to watch");
    Cli.run("preview", "animate").refused(USAGE, "--source", "--driving");
    Cli.run("preview", "animate", "--source", "face.png").refused(USAGE, "--driving");
    Cli.run("preview", "synthesize", "--labels", "maps").refused(USAGE, "--model");
    Cli.run("preview", "synthesize", "--model", "m").refused(USAGE, "--labels");
  }

  @ParameterizedTest
  @CsvSource({
    "--size, 640, 'WIDTHxHEIGHT, each from 64 to 16384, got 640'",
    "--size, 63x64, got 63x64",
    "--size, 64x16385, got 64x16385",
    "--size, 640x480x3, got 640x480x3",
    "--frames, 0, '--frames must be 1 or more, got 0'",
    "--frames, some, --frames",
    "--fit, stretch, stretch",
    "--precision, fp8, fp8"
  })
  void whatIsOutOfRangeIsRefused(String option, String value, String said) {
    animate(option, value).refused(USAGE, said);
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    String[] both = {"preview", "synthesize", "--labels", "maps", "--model", "m"};
    List<String> args = new ArrayList<>(List.of(both));
    args.add("--random-weights");
    Cli.run(args).refused(USAGE, "--random-weights");
    Cli.run("preview", "synthesize", "--labels", "maps", "--random-weights")
        .refused(USAGE, "--random-weights needs a --config");
  }
}
