package dev.v2v.media;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Turns one stream's packets into frames and keeps count of what was damaged. Single-thread. */
final class VideoDecoder implements AutoCloseable {
  /** More threads hide more latency but each holds frames of its own. */
  private static final int MAX_THREADS = 4;

  /** A decoder that fails this often in a row is not going to recover. */
  private static final int MAX_FAILURES = 1000;

  private final Demuxer demuxer;
  private final AVStream stream;
  private final AVCodecContext codec;
  private final AVFrame frame;
  private final ReadReport report;
  private boolean draining;
  private boolean closed;

  private VideoDecoder(Path file, Demuxer demuxer, AVStream stream, AVCodecContext codec) {
    this.demuxer = demuxer;
    this.stream = stream;
    this.codec = codec;
    this.frame = LibAv.allocated(file, av_frame_alloc(), "a frame");
    this.report = new ReadReport(file, demuxer.context(), stream);
  }

  static VideoDecoder open(Path file, Demuxer demuxer, AVStream stream) {
    int codecId = stream.codecpar().codec_id();
    AVCodec decoder = avcodec_find_decoder(codecId);
    if (decoder == null) {
      String name = LibAv.string(avcodec_get_name(codecId));
      throw new MediaException(
          file, "expected a codec that can be decoded here; the video is " + name);
    }
    AVCodecContext codec = LibAv.allocated(file, avcodec_alloc_context3(decoder), "a decoder");
    try {
      LibAv.check(
          file,
          avcodec_parameters_to_context(codec, stream.codecpar()),
          "expected a decodable video; its parameters are unusable");
      codec.pkt_timebase(stream.time_base());
      codec.max_pixels(Limits.MAX_PIXELS);
      codec.thread_count(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
      LibAv.check(
          file,
          avcodec_open2(codec, decoder, (AVDictionary) null),
          "expected a decodable video; its decoder refused it");
      return new VideoDecoder(file, demuxer, stream, codec);
    } catch (MediaException e) {
      avcodec_free_context(codec);
      throw e;
    }
  }

  /** The next frame in presentation order, valid until the next call; null at the end. */
  AVFrame next() {
    int failures = 0;
    while (failures < MAX_FAILURES) {
      int code = avcodec_receive_frame(codec, frame);
      if (code == 0) {
        report.frame((frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0);
        return frame;
      }
      if (code == AVERROR_EOF) {
        break;
      }
      if (code == AVERROR_EAGAIN()) {
        feed();
      } else {
        failures++;
        report.damage(code);
      }
    }
    report.end();
    return null;
  }

  ReadReport report() {
    return report;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      av_frame_free(frame);
      avcodec_free_context(codec);
    }
  }

  /** Sends the stream's next packet, or the end. */
  private void feed() {
    if (draining) { // A drained decoder answers with frames, EOF or errors, never with "more".
      throw new IllegalStateException("decoder asks for packets after the end");
    }
    int code = demuxer.read();
    while (code >= 0 && demuxer.packet().stream_index() != stream.index()) {
      report.packet(demuxer.packet(), false);
      code = demuxer.read();
    }
    if (code < 0) {
      report.inputEnded(code);
      draining = true;
      avcodec_send_packet(codec, null);
      return;
    }
    AVPacket packet = demuxer.packet();
    report.packet(packet, true);
    int sent = avcodec_send_packet(codec, packet);
    if (sent < 0 || (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0) {
      report.damage(sent);
    }
  }
}
