package dev.v2v.demo;

import com.google.gson.GsonBuilder;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The page and the numbers of a finished run. */
final class DemoFiles {
  static final String PAGE = "index.html";
  static final String NUMBERS = "demo.json";

  private DemoFiles() {}

  static void write(Path folder, Report report) {
    // Gson's default escapes "<", so the text cannot end the script element that holds it.
    String json = new GsonBuilder().setPrettyPrinting().create().toJson(report.json());
    replace(folder.resolve(NUMBERS), json + "\n");
    replace(folder.resolve(PAGE), Page.html(report, sections(folder, report), json));
  }

  /** In the order of the page; another demonstration adds its own here. */
  private static List<Section> sections(Path folder, Report report) {
    return List.of(
        new AnimationSection(report, folder),
        new InsideSection(report, folder),
        new StreetSection(report, folder),
        new AccuracySection(report),
        new TimeSection(report),
        new MomentsSection(folder),
        new LimitsSection(report),
        new RunSection(report));
  }

  private static void replace(Path file, String text) {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be written: " + e, e);
    }
  }
}
