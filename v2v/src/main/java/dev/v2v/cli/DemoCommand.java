package dev.v2v.cli;

import dev.v2v.demo.About;
import dev.v2v.demo.Demo;
import dev.v2v.demo.Report;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what the engine does, on this machine, without anything to download. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Animate drawn faces and paint a street with the models inside the jar, and write a page"
          + " about it.",
      "",
      "Written into the folder are index.html, a page that needs no other file; animate.mp4,"
          + " animate.gif and animate.png; inside-1.mp4 and inside-2.mp4, what happens between a"
          + " source and its result; street.mp4 and street.png, a drive painted from its label"
          + " maps; and demo.json, the numbers."
    },
    footer = {
      "",
      "Examples:",
      "  v2v-engine demo --open",
      "  v2v-engine demo --sources 8 --seed 7 --precision bf16 --out more"
    })
public final class DemoCommand implements SubCommand {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "The folder; files of an earlier run are replaced (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--sources",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Pictures to animate, 1 to " + Demo.MAX_SOURCES + " (default: ${DEFAULT-VALUE}).")
  private int sources;

  @Option(
      names = "--frames",
      paramLabel = "T",
      defaultValue = "100",
      description = "Frames of the clips (default: ${DEFAULT-VALUE}).")
  private int frames;

  @Option(names = "--open", description = "Open the page in the browser.")
  private boolean open;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    Demo.Settings settings =
        new Demo.Settings(out, device.seed(), sources, frames, device.precision().dtype(), about());
    Backend backend = device.open();
    Report report = new Demo(backend, settings, new Progress("frames")).run();
    report.warnings().forEach(w -> System.err.println("demo: warning: " + w));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("out", out.toString());
    json.putAll(report.json());
    output.print(json, text(report));
    if (open) {
      openPage();
    }
    return ExitCode.DONE;
  }

  private About about() {
    String command =
        String.format(
            Locale.ROOT,
            "demo --sources %d --frames %d --seed %d --precision %s",
            sources,
            frames,
            device.seed(),
            device.precision());
    return new About(
        Version.text(), command, device.precision().toString(), DoctorCommand.findings());
  }

  private String text(Report r) {
    return String.format(
        Locale.ROOT,
        "%d pictures, %d frames: %.1f frames/s for one on %s in %s, %.1f s in all%n"
            + "L1 to the exact answers %.4f; of the unchanged pictures %.4f%n"
            + "a street from its labels: %.1f frames/s, L1 to the drawn one %.4f%n"
            + "%s%n%s%n%s",
        sources,
        frames,
        r.framesPerSecond(),
        r.device(),
        r.about().precision(),
        r.seconds(),
        r.l1(),
        r.copyL1(),
        r.street().framesPerSecond(),
        r.street().l1(),
        out.resolve("animate.mp4"),
        out.resolve("street.mp4"),
        page());
  }

  private Path page() {
    return out.resolve("index.html");
  }

  private void openPage() {
    String address = page().toAbsolutePath().toUri().toString();
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    List<String> opener =
        system.contains("win")
            ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
            : List.of(system.contains("mac") ? "open" : "xdg-open", address);
    try {
      new ProcessBuilder(opener)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new InputException(
          "--open: " + opener.get(0) + " must be there to open a page: " + e, e);
    }
  }
}
