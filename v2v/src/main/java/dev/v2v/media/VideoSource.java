package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;

import dev.v2v.media.MediaInfo.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.IntPointer;

/**
 * Whatever FFmpeg can decode, frame by frame.
 *
 * <p>IMPLEMENTATION NOTES: {@code open} decodes the first frame. That proves there is one, and only
 * a decoded frame tells the true size, rotation and colour.
 */
final class VideoSource implements FrameSource {
  private final Demuxer demuxer;
  private final VideoDecoder decoder;
  private final RgbConverter converter;
  private final Orientation orientation;
  private final RgbFrame stored; // null when frames are stored upright
  private final MediaInfo info;
  private final List<String> notes;
  private AVFrame pending;
  private boolean closed;

  private VideoSource(Path file, Demuxer demuxer, AVStream stream, VideoDecoder decoder) {
    this.demuxer = demuxer;
    this.decoder = decoder;
    this.pending = decoder.next();
    if (pending == null) {
      throw new MediaException(
          file, "expected at least one decodable frame: " + decoder.report().lastError());
    }
    int w = pending.width();
    int h = pending.height();
    Limits.checkFrame(file, w, h);
    this.orientation = orientation(pending);
    this.stored = orientation.equals(Orientation.UPRIGHT) ? null : new RgbFrame(w, h);
    this.info = info(orientation.width(w, h), orientation.height(w, h), stream);
    this.notes =
        VideoColor.isHdr(pending)
            ? List.of(file + ": the video is HDR; it is read without tone mapping and looks flat")
            : List.of();
    this.converter = new RgbConverter(file, w, h);
  }

  static FrameSource open(Path file) {
    return open(file, Demuxer.open(file));
  }

  static FrameSource openCamera(Path device) {
    return open(device, Demuxer.openCamera(device));
  }

  private static FrameSource open(Path file, Demuxer demuxer) {
    VideoDecoder decoder = null;
    try {
      AVStream stream =
          demuxer
              .video()
              .orElseThrow(
                  () -> new MediaException(file, "expected a video; the file holds no pictures"));
      decoder = VideoDecoder.open(file, demuxer, stream);
      return new VideoSource(file, demuxer, stream, decoder);
    } catch (RuntimeException | Error e) {
      if (decoder != null) {
        decoder.close();
      }
      demuxer.close();
      throw e;
    }
  }

  @Override
  public MediaInfo info() {
    return info;
  }

  @Override
  public boolean read(RgbFrame into) {
    into.requireSize("read", info.width(), info.height());
    if (closed) {
      throw new IllegalStateException("read: the source is closed");
    }
    AVFrame frame = pending != null ? pending : decoder.next();
    pending = null;
    if (frame == null) {
      return false;
    }
    if (stored == null) {
      converter.convert(frame, into);
    } else {
      converter.convert(frame, stored);
      orientation.apply(stored, into);
    }
    return true;
  }

  @Override
  public List<String> warnings() {
    List<String> all = new ArrayList<>(notes);
    all.addAll(decoder.report().warnings());
    return List.copyOf(all);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      converter.close();
      decoder.close();
      demuxer.close();
    }
  }

  private MediaInfo info(int width, int height, AVStream stream) {
    AVFormatContext context = demuxer.context();
    String container = LibAv.string(context.iformat().name());
    boolean still = container.endsWith("_pipe"); // FFmpeg's name for single images
    Optional<Rational> rate = still ? Optional.empty() : frameRate(container, stream);
    OptionalDouble seconds = still ? OptionalDouble.empty() : seconds(context, stream);
    return new MediaInfo(
        still ? Kind.IMAGE : Kind.VIDEO,
        width,
        height,
        rate,
        still ? OptionalLong.of(1) : frames(stream, rate, seconds),
        seconds,
        container,
        LibAv.string(avcodec_get_name(stream.codecpar().codec_id())),
        LibAv.string(av_get_pix_fmt_name(pending.format())),
        VideoColor.of(pending).describe(),
        demuxer.audio().map(a -> LibAv.string(avcodec_get_name(a.codecpar().codec_id()))));
  }

  private static Optional<Rational> frameRate(String container, AVStream stream) {
    if (container.equals("gif") && stream.nb_frames() > 1 && stream.duration() > 0) {
      // FFmpeg averages the first frames only, and a GIF's delays vary by design.
      AVRational tick = stream.time_base();
      long num = stream.nb_frames() * tick.den();
      long den = stream.duration() * tick.num();
      if (num <= Integer.MAX_VALUE && den <= Integer.MAX_VALUE) {
        return Optional.of(new Rational((int) num, (int) den));
      }
    }
    AVRational average = stream.avg_frame_rate();
    AVRational rate = LibAv.isPositive(average) ? average : stream.r_frame_rate();
    return LibAv.isPositive(rate)
        ? Optional.of(new Rational(rate.num(), rate.den()))
        : Optional.empty();
  }

  private static OptionalDouble seconds(AVFormatContext context, AVStream stream) {
    if (stream.duration() != AV_NOPTS_VALUE && stream.duration() > 0) {
      return OptionalDouble.of(LibAv.seconds(stream.duration(), stream.time_base()));
    }
    return context.duration() > 0
        ? OptionalDouble.of(context.duration() / 1e6)
        : OptionalDouble.empty();
  }

  private OptionalLong frames(AVStream stream, Optional<Rational> rate, OptionalDouble seconds) {
    OptionalLong announced = decoder.report().announcedFrames();
    if (announced.isPresent()) {
      return announced;
    }
    if (stream.nb_frames() > 0) {
      return OptionalLong.of(stream.nb_frames());
    }
    return rate.isPresent() && seconds.isPresent()
        ? OptionalLong.of(Math.round(rate.get().toDouble() * seconds.getAsDouble()))
        : OptionalLong.empty();
  }

  private static Orientation orientation(AVFrame frame) {
    AVFrameSideData matrix = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (matrix == null || matrix.size() < 9 * Integer.BYTES) {
      return Orientation.UPRIGHT;
    }
    IntPointer m = new IntPointer(matrix.data());
    return Orientation.ofMatrix(m.get(0), m.get(1), m.get(3), m.get(4));
  }
}
