package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** A video encoder whose packets go straight to a stream of a {@link Muxer}. */
final class Encoder implements AutoCloseable {
  private static final String PROBLEM = "a frame cannot be encoded";

  private final Path target;
  private final Muxer muxer;
  private final AVCodecContext codec;
  private final AVStream stream;
  private final AVPacket packet;
  private boolean closed;

  /**
   * Opens the encoder and adds its stream.
   *
   * @param settings sets size, format and time base before the encoder opens
   * @param options the encoder's private options
   */
  Encoder(
      Path target,
      Muxer muxer,
      String name,
      Consumer<AVCodecContext> settings,
      Map<String, String> options) {
    this.target = target;
    this.muxer = muxer;
    AVCodec encoder = avcodec_find_encoder_by_name(name);
    if (encoder == null) {
      throw new MediaException(target, "expected the encoder " + name + "; this FFmpeg lacks it");
    }
    codec = LibAv.allocated(target, avcodec_alloc_context3(encoder), "an encoder");
    AVDictionary dictionary = new AVDictionary(null);
    try {
      settings.accept(codec);
      if ((muxer.context().oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
        codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
      }
      options.forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
      String refusal =
          "the encoder " + name + " refuses " + codec.width() + "x" + codec.height() + " frames";
      LibAv.check(target, avcodec_open2(codec, encoder, dictionary), refusal);
      stream = muxer.addStream();
      stream.time_base(codec.time_base()).avg_frame_rate(codec.framerate());
      LibAv.check(target, avcodec_parameters_from_context(stream.codecpar(), codec), refusal);
      packet = LibAv.allocated(target, av_packet_alloc(), "a packet");
    } catch (MediaException e) {
      avcodec_free_context(codec);
      throw e;
    } finally {
      av_dict_free(dictionary);
    }
  }

  /** Encodes one frame, whose time is in {@code codec.time_base}; null drains at the end. */
  void encode(AVFrame frame) {
    LibAv.check(target, avcodec_send_frame(codec, frame), PROBLEM);
    int code = avcodec_receive_packet(codec, packet);
    while (code >= 0) {
      if (packet.duration() == 0) {
        packet.duration(1);
      }
      packet.stream_index(stream.index());
      av_packet_rescale_ts(packet, codec.time_base(), stream.time_base());
      LibAv.check(target, muxer.write(packet), PROBLEM);
      code = avcodec_receive_packet(codec, packet);
    }
    if (code != AVERROR_EAGAIN() && code != AVERROR_EOF) {
      LibAv.check(target, code, PROBLEM);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      av_packet_free(packet);
      avcodec_free_context(codec);
    }
  }
}
