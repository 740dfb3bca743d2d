package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avdevice.avdevice_register_all;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;

/** An open container and the one packet it is read through. Single-thread. */
final class Demuxer implements AutoCloseable {
  private static final String CAMERA_FORMAT = "v4l2";

  private final AVFormatContext context;
  private final AVPacket packet;
  private boolean closed;

  private Demuxer(AVFormatContext context, AVPacket packet) {
    this.context = context;
    this.packet = packet;
  }

  static Demuxer open(Path file) {
    return analysed(file, openInput(file));
  }

  /** Opens a camera of Linux; the kernel's driver chooses size and rate. */
  static Demuxer openCamera(Path device) {
    LibAv.quiet();
    try {
      avdevice_register_all();
    } catch (LinkageError e) {
      throw new MediaException(
          device, "cameras need libasound, libpulse, libdrm and libxcb of the system: " + e, e);
    }
    AVInputFormat format = av_find_input_format(CAMERA_FORMAT);
    if (format == null) {
      throw new MediaException(device, "cameras can be read on Linux only");
    }
    AVFormatContext context = new AVFormatContext(null);
    LibAv.check(
        device,
        avformat_open_input(context, device.toString(), format, null),
        "expected a camera; it cannot be opened");
    return analysed(device, context);
  }

  private static Demuxer analysed(Path file, AVFormatContext context) {
    AVPacket packet = null;
    try {
      packet = LibAv.allocated(file, av_packet_alloc(), "a packet");
      // The header alone may already ask for too much, and analysis would decode it.
      checkSizes(file, context);
      LibAv.check(
          file,
          avformat_find_stream_info(context, (AVDictionary) null),
          "expected a video, GIF or image; its streams cannot be understood");
      checkSizes(file, context);
      return new Demuxer(context, packet);
    } catch (MediaException e) {
      if (packet != null) {
        av_packet_free(packet);
      }
      avformat_close_input(context);
      throw e;
    }
  }

  AVFormatContext context() {
    return context;
  }

  /** The moving pictures; cover art of a sound file does not count. */
  Optional<AVStream> video() {
    Optional<AVStream> best = best(AVMEDIA_TYPE_VIDEO);
    if (best.isEmpty() || !isCover(best.get())) {
      return best;
    }
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      if (stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO && !isCover(stream)) {
        return Optional.of(stream);
      }
    }
    return Optional.empty();
  }

  Optional<AVStream> audio() {
    return best(AVMEDIA_TYPE_AUDIO);
  }

  /**
   * Reads the next packet of any stream into {@link #packet()}.
   *
   * @return 0, or FFmpeg's negative code: {@code AVERROR_EOF} or a reading error
   */
  int read() {
    av_packet_unref(packet);
    return av_read_frame(context, packet);
  }

  AVPacket packet() {
    return packet;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      av_packet_free(packet);
      avformat_close_input(context);
    }
  }

  private Optional<AVStream> best(int mediaType) {
    int index = av_find_best_stream(context, mediaType, -1, -1, (AVCodec) null, 0);
    return index < 0 ? Optional.empty() : Optional.of(context.streams(index));
  }

  private static boolean isCover(AVStream stream) {
    return (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
  }

  private static AVFormatContext openInput(Path file) {
    AVFormatContext context = new AVFormatContext(null);
    AVDictionary options = new AVDictionary(null);
    try (BytePointer url = LibAv.url(file)) {
      av_dict_set(options, "protocol_whitelist", "file", 0);
      av_dict_set(options, "format_whitelist", LibAv.allowed(), 0);
      LibAv.check(
          file,
          avformat_open_input(context, url, null, options), // frees and clears context on failure
          "expected a video, GIF, image or folder of images; the content is none of them");
    } finally {
      av_dict_free(options);
    }
    return context;
  }

  private static void checkSizes(Path file, AVFormatContext context) {
    for (int i = 0; i < context.nb_streams(); i++) {
      AVCodecParameters parameters = context.streams(i).codecpar();
      boolean sized = parameters.width() != 0 || parameters.height() != 0;
      if (parameters.codec_type() == AVMEDIA_TYPE_VIDEO && sized) {
        Limits.checkFrame(file, parameters.width(), parameters.height());
      }
    }
  }
}
