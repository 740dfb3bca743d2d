package dev.v2v.train;

import dev.v2v.media.RgbFrame;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes what happens in a run: into the JSON log, for TensorBoard, and pictures as files.
 * Thread-safe.
 */
public final class RunRecorder implements AutoCloseable {
  private final RunFolder folder;
  private final JsonLog log;
  private final EventFile events;
  private final Clock clock = Clock.systemUTC();

  private RunRecorder(RunFolder folder, JsonLog log, EventFile events) {
    this.folder = folder;
    this.log = log;
    this.events = events;
  }

  /**
   * Opens the logs of a run and notes its start.
   *
   * @param firstStep number of steps made before; what was written about later ones is void
   */
  public static RunRecorder open(RunFolder folder, long firstStep) {
    JsonLog log = JsonLog.open(folder.log());
    RunRecorder recorder =
        new RunRecorder(folder, log, EventFile.create(folder.events(), firstStep));
    recorder.event("start", firstStep, Map.of());
    return recorder;
  }

  /**
   * Records numbers.
   *
   * @param kind what they are about, such as {@code train} or {@code test}; TensorBoard shows them
   *     as {@code kind/name}
   * @param step number of steps made
   */
  public void numbers(String kind, long step, Map<String, Double> numbers) {
    event(kind, step, numbers);
    Map<String, Double> tagged = new LinkedHashMap<>();
    numbers.forEach((name, number) -> tagged.put(kind + "/" + name, number));
    if (!tagged.isEmpty()) {
      events.scalars(step, tagged);
    }
  }

  /** Records in the JSON log alone: a start, a checkpoint, a warning. */
  public void event(String kind, long step, Map<String, ?> details) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("kind", kind);
    line.put("step", step);
    line.put("time", clock.instant().toString());
    line.putAll(details);
    log.write(line);
  }

  /** Records a picture. */
  public void picture(String name, long step, RgbFrame picture) {
    Png.write(picture, folder.image(step));
    events.image(name, step, picture);
  }

  @Override
  public void close() {
    events.close();
    log.close();
  }
}
