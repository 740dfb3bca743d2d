package dev.v2v.fomm.evaluation;

import dev.v2v.data.Clip;
import dev.v2v.data.ClipReader;
import dev.v2v.data.FrameFormat;
import dev.v2v.data.HoldOut;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Clips from files to evaluate on; what they should become under another's motion nobody knows.
 *
 * @param title what these clips are
 * @param clips at least one
 * @param format size of the frames
 * @param holdOut unless it is nothing, the frames held out are taken for the clip: the first of
 *     them is the source
 * @param choice which of the frames drive
 * @param warnings told what decoders complain about
 */
public record FileClips(
    String title,
    List<Clip> clips,
    FrameFormat format,
    HoldOut holdOut,
    FrameChoice choice,
    Consumer<String> warnings)
    implements TestClips {
  public FileClips {
    clips = List.copyOf(clips);
    if (clips.isEmpty()) {
      throw new InputException(title + ": must have at least one clip, got none");
    }
  }

  @Override
  public int count() {
    return clips.size();
  }

  @Override
  public TestClip read(int index) {
    Clip clip = clips.get(index);
    ClipReader reader = new ClipReader(clip, format, warnings);
    int frames = reader.frames();
    int first = holdOut.equals(HoldOut.NOTHING) ? 0 : holdOut.shown(frames);
    if (frames - first < 2) {
      throw new InputException(
          clip.path()
              + ": a clip to evaluate on must have at least 2 frames, got "
              + (frames - first)
              + (first == 0 ? "" : " held out of " + frames));
    }
    int[] driving = choice.in(first + 1, frames);
    int[] wanted = new int[driving.length + 1];
    wanted[0] = first;
    System.arraycopy(driving, 0, wanted, 1, driving.length);
    List<RgbFrame> read = reader.read(wanted);
    return new TestClip(
        clip.name(),
        read.get(0),
        Arrays.stream(driving).boxed().toList(),
        read.subList(1, read.size()),
        List.of(),
        List.of());
  }
}
