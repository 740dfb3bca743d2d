package dev.v2v.data;

import dev.v2v.engine.InputException;
import dev.v2v.engine.V2vException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pairs of frames of files: two frames of a clip, drawn with replacement, the earlier one the
 * source. An entry is a clip, or with id sampling a person, one of whose clips is drawn first.
 * Thread-safe.
 */
public final class ClipPairs implements PairSource {
  private final List<List<Clip>> entries;
  private final FrameFormat format;
  private final FrameCache cache;
  private final ClipCut cut;
  private final HoldOut holdOut;
  private final Map<Path, ClipDecoder> decoders = new ConcurrentHashMap<>();
  private final Map<Path, V2vException> unreadable = new ConcurrentHashMap<>();

  private ClipPairs(
      List<List<Clip>> entries,
      FrameFormat format,
      FrameCache cache,
      ClipCut cut,
      HoldOut holdOut) {
    if (entries.isEmpty()) {
      throw new InputException("data set: must have at least one clip, got none");
    }
    this.entries = entries;
    this.format = format;
    this.cache = cache;
    this.cut = cut;
    this.holdOut = holdOut;
  }

  /** An entry a clip. */
  public static ClipPairs ofClips(List<Clip> clips, FrameFormat format, FrameCache cache) {
    return whole(clips.stream().map(List::of).toList(), format, cache);
  }

  /**
   * An entry an {@link Clip#id}. The First Order Motion Model matches ids as prefixes, so that
   * {@code id1} also draws clips of {@code id10}; here an id is only its own.
   */
  public static ClipPairs ofIds(List<Clip> clips, FrameFormat format, FrameCache cache) {
    Map<String, List<Clip>> byId = new LinkedHashMap<>();
    for (Clip clip : clips) {
      byId.computeIfAbsent(clip.id(), id -> new ArrayList<>()).add(clip);
    }
    return whole(List.copyOf(byId.values()), format, cache);
  }

  private static ClipPairs whole(List<List<Clip>> entries, FrameFormat format, FrameCache cache) {
    return new ClipPairs(entries, format, cache, ClipCut.NONE, HoldOut.NOTHING);
  }

  /**
   * The same clips cut into pieces, of which the frames at the end of each are held out. A pair is
   * of one piece, drawn first.
   */
  public ClipPairs cut(ClipCut into, HoldOut heldOut) {
    return new ClipPairs(entries, format, cache, into, heldOut);
  }

  @Override
  public int width() {
    return format.width();
  }

  @Override
  public int height() {
    return format.height();
  }

  @Override
  public int entries() {
    return entries.size();
  }

  @Override
  public void draw(int entry, Dice dice, FramePair into) {
    Clip clip = dice.fork("clip").pick(entries.get(entry));
    V2vException known = unreadable.get(clip.path());
    if (known != null) {
      throw known;
    }
    try {
      ClipDecoder decoder =
          decoders.computeIfAbsent(clip.path(), path -> ClipDecoder.of(clip, format));
      cache.use(
          decoder,
          frames -> {
            // Fork again on a second try: a damaged cache file must not shift the draws.
            Dice indices = dice.fork("frames");
            int piece = dice.fork("piece").below(cut.pieces(frames.frames()));
            int start = cut.start(piece, frames.frames());
            int shown = holdOut.shown(cut.start(piece + 1, frames.frames()) - start);
            int a = start + indices.below(shown);
            int b = start + indices.below(shown);
            frames.read(Math.min(a, b), into.source());
            frames.read(Math.max(a, b), into.driving());
            return null;
          });
    } catch (V2vException e) {
      unreadable.put(clip.path(), e); // decoding it again would fail again, at the same cost
      throw e;
    }
  }
}
