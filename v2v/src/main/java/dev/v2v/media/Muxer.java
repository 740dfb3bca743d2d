package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;

/** A container being written: create, add streams, {@link #start}, write packets, finish. */
final class Muxer implements AutoCloseable {
  private static final String PROBLEM = "cannot be written";

  private final Path target;
  private final AVFormatContext context;
  private final AVIOContext io;
  private boolean closed;

  /**
   * Opens the output.
   *
   * @param target the name to use in messages
   * @param file the file written to
   * @param format FFmpeg's name of the container
   */
  Muxer(Path target, Path file, String format) {
    this.target = target;
    this.context = new AVFormatContext(null);
    this.io = new AVIOContext(null);
    try (BytePointer url = LibAv.url(file);
        BytePointer name = new BytePointer(format)) {
      LibAv.check(
          target,
          avformat_alloc_output_context2(context, (AVOutputFormat) null, name, url),
          "this FFmpeg cannot write ." + format);
      int opened = avio_open(io, url, AVIO_FLAG_WRITE);
      if (opened < 0) {
        avformat_free_context(context);
        LibAv.check(target, opened, PROBLEM);
      }
      context.pb(io);
    }
  }

  AVFormatContext context() {
    return context;
  }

  AVStream addStream() {
    return LibAv.allocated(target, avformat_new_stream(context, null), "a stream");
  }

  void start(Map<String, String> options) {
    AVDictionary dictionary = new AVDictionary(null);
    options.forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
    int code = avformat_write_header(context, dictionary);
    av_dict_free(dictionary);
    LibAv.check(target, code, PROBLEM);
  }

  /**
   * Takes over the packet's content; its times are in its stream's time base.
   *
   * @return a negative code when the packet or the file is faulty
   */
  int write(AVPacket packet) {
    return av_interleaved_write_frame(context, packet);
  }

  void finish() {
    LibAv.check(target, av_write_trailer(context), PROBLEM);
    LibAv.check(target, closeFile(), PROBLEM); // a full disk may show only here
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      closeFile();
      avformat_free_context(context);
    }
  }

  private int closeFile() {
    return context.pb() == null ? 0 : closeOpenFile();
  }

  private int closeOpenFile() {
    context.pb(null);
    return avio_closep(io);
  }
}
