package dev.v2v.demo;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.fomm.AnimationJob;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.ShippedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Animates pictures of held-out puppets by a held-out puppet's motion, and paints a held-out street
 * from its labels; measures against what a drawn world knows, and writes clips, a page and the
 * numbers into a folder. Single-thread.
 */
public final class Demo {
  /** Most sources: their panes still fit the sides that H.264 encoders take. */
  public static final int MAX_SOURCES = 8;

  /**
   * What to show.
   *
   * @param out a folder, created if need be; files of an earlier run are replaced
   * @param seed of the world of puppets
   * @param sources pictures to animate, 1 .. {@link #MAX_SOURCES}
   * @param frames length of the clips, at least 1
   * @param compute type of the convolutional networks
   */
  public record Settings(Path out, long seed, int sources, int frames, DType compute, About about) {
    /** Checks the numbers. */
    public Settings {
      if (sources < 1 || sources > MAX_SOURCES || frames < 1) {
        throw new InputException(
            "demo: sources must be 1.."
                + MAX_SOURCES
                + " and frames at least 1, got "
                + sources
                + " and "
                + frames);
      }
    }
  }

  private final Backend backend;
  private final Settings settings;
  private final AnimationJob.Listener listener;

  public Demo(Backend backend, Settings settings, AnimationJob.Listener listener) {
    this.backend = backend;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * Runs it. The page appears last and in one step, so where it is, all is.
   *
   * @throws InputException if the folder cannot be written
   */
  public Report run() {
    createFolder();
    long began = System.nanoTime();
    try (FommModel model = ShippedModel.open(backend)) {
      long parameters = model.parameterCount();
      FommConfig config = model.config();
      model.prepareForInference();
      Stageplay play = new Stageplay(model, settings, listener);
      play.run();
      StreetPlay.Result street = new StreetPlay(backend, settings, listener).run();
      List<String> warnings = new ArrayList<>(play.warnings());
      warnings.addAll(street.warnings());
      Report report =
          new Report(
              files(),
              new Report.Model(
                  ShippedModel.NAME, parameters, config.frameWidth(), config.common().numKp()),
              settings.seed(),
              settings.frames(),
              Overview.FRAME_RATE.toDouble(),
              backend.name(),
              backend.description(),
              settings.about(),
              (System.nanoTime() - began) / 1e9,
              play.framesPerSecond(),
              play.stages(),
              play.scores(),
              street.score(),
              List.copyOf(warnings));
      DemoFiles.write(settings.out(), report);
      return report;
    } finally {
      listener.end();
    }
  }

  private List<String> files() {
    List<String> files =
        new ArrayList<>(
            List.of(
                DemoFiles.PAGE, DemoFiles.NUMBERS, "animate.mp4", "animate.gif", "animate.png"));
    for (int i = 0; i < Stageplay.insideCount(settings.sources()); i++) {
      files.add(Stageplay.insideName(i));
    }
    files.add(StreetFilm.NAME);
    files.add(StreetFilm.PICTURE);
    return List.copyOf(files);
  }

  private void createFolder() {
    try {
      Files.createDirectories(settings.out());
    } catch (IOException e) {
      throw new InputException(settings.out() + ": the folder must be writable: " + e, e);
    }
  }
}
