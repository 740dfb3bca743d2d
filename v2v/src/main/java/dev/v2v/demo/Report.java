package dev.v2v.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Everything a run measured; the page shows nothing else. Immutable.
 *
 * @param files what was written, relative to the folder
 * @param model what animated
 * @param seed of the world of puppets
 * @param frames of the driving clip
 * @param frameRate of the clips, frames per second
 * @param device as on the command line
 * @param deviceDescription device, library, threads
 * @param about the machine and the program
 * @param seconds of wall time, from opening the model to the last clip
 * @param framesPerSecond of the model alone for one source, from the medians of its stages
 * @param stages where the time went
 * @param sources errors of each source
 * @param street what came of the street
 * @param warnings what was done differently from what was asked
 */
public record Report(
    List<String> files,
    Model model,
    long seed,
    int frames,
    double frameRate,
    String device,
    String deviceDescription,
    About about,
    double seconds,
    double framesPerSecond,
    List<StageTimes.Summary> stages,
    List<Score.Summary> sources,
    StreetScore.Summary street,
    List<String> warnings) {

  /**
   * The model of a run.
   *
   * @param side of its frames in pixels
   */
  public record Model(String name, long parameters, int side, int keyPoints) {}

  /** Mean over all sources of the error of the results; samples in [0, 1]. */
  public double l1() {
    return mean(Score.Summary::l1);
  }

  /** The same for showing the sources unchanged. */
  public double copyL1() {
    return mean(Score.Summary::copyL1);
  }

  /** The same for the sources along the model's flow, without the generator. */
  public double warpedL1() {
    return mean(Score.Summary::warpedL1);
  }

  /** Mean over all sources of the end-point error of the flow, in pixels. */
  public double flowEpe() {
    return mean(Score.Summary::flowEpe);
  }

  /** The same for no motion. */
  public double stillEpe() {
    return mean(Score.Summary::stillEpe);
  }

  private double mean(ToDoubleFunction<Score.Summary> error) {
    return sources.stream().mapToDouble(error).average().orElseThrow();
  }

  /** All of it by name, for JSON. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("files", files);
    json.put("model", model);
    json.put("seed", seed);
    json.put("frames", frames);
    json.put("frameRate", frameRate);
    json.put("device", device);
    json.put("deviceDescription", deviceDescription);
    json.put("precision", about.precision());
    json.put("version", about.version());
    json.put("command", about.command());
    json.put("machine", about.machine());
    json.put("seconds", seconds);
    json.put("framesPerSecond", framesPerSecond);
    json.put("l1", l1());
    json.put("copyL1", copyL1());
    json.put("warpedL1", warpedL1());
    json.put("flowEpe", flowEpe());
    json.put("stillEpe", stillEpe());
    json.put("stages", stages);
    json.put("sources", sources);
    json.put("street", street);
    json.put("warnings", warnings);
    return json;
  }
}
