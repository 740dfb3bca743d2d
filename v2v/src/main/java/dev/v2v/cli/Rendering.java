package dev.v2v.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writing a drawn data set: progress, then what was written.
 *
 * @param task name in the progress bar
 * @param out folder of the data set
 * @param frames of one clip
 */
record Rendering(String task, Path out, int clips, int testClips, int frames) {
  /** A data set that writes itself and tells of every clip. */
  interface Writer {
    void write(Path out, Runnable written) throws IOException;
  }

  void run(Writer data, OutputOptions output) throws IOException {
    long all = clips + (long) testClips;
    Progress progress = new Progress("clips");
    try {
      progress.begin(task, all);
      data.write(out, progress::frame);
    } finally {
      progress.end();
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("out", out.toString());
    result.put("train_clips", clips);
    result.put("test_clips", testClips);
    result.put("frames", frames * all);
    output.print(
        result, out + ": " + clips + " + " + testClips + " clips of " + frames + " frames");
  }
}
