package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_get_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse2;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Reduces each frame to 256 colours of its own.
 *
 * <p>IMPLEMENTATION NOTES: one palette for the whole clip needs the whole clip first; a palette a
 * frame streams, and follows a scene that changes. The dither is ordered: its pattern stands still
 * where the picture does, while diffused errors would crawl. Nearly all of a GIF's time goes into
 * these two filters (at 256x256 a quarter into choosing the colours, the rest into finding the
 * nearest one for every pixel, anew for each palette); encoding and writing cost next to nothing.
 */
final class GifPalette implements AutoCloseable {
  private static final String PROBLEM = "a palette cannot be made";

  private final Path target;
  private final int width;
  private final int height;
  private final AVFilterGraph graph;
  private final AVFilterContext in;
  private final AVFilterContext out;
  private final AVFrame indexed;
  private boolean closed;

  GifPalette(Path target, int width, int height) {
    this.target = target;
    this.width = width;
    this.height = height;
    graph = avfilter_graph_alloc();
    indexed = av_frame_alloc();
    try {
      LibAv.allocated(target, graph, "a filter graph");
      LibAv.allocated(target, indexed, "a frame");
      String filters =
          String.format(
              "buffer@in=video_size=%dx%d:pix_fmt=rgb24:time_base=1/100,split[a][b];"
                  + "[a]palettegen=stats_mode=single:reserve_transparent=0[p];"
                  + "[b][p]paletteuse=new=1:dither=bayer:bayer_scale=4,buffersink@out",
              width, height);
      AVFilterInOut none = new AVFilterInOut(null); // the graph has its own source and sink
      LibAv.check(
          target, avfilter_graph_parse2(graph, filters, none, new AVFilterInOut(null)), PROBLEM);
      LibAv.check(target, avfilter_graph_config(graph, null), PROBLEM);
      in = avfilter_graph_get_filter(graph, "buffer@in");
      out = avfilter_graph_get_filter(graph, "buffersink@out");
    } catch (MediaException e) {
      close();
      throw e;
    }
  }

  void put(RgbFrame rgb, long tick) {
    // The graph keeps the frame for a while, so each has its own memory; this returns when it is
    // done.
    try (RgbPlane plane = new RgbPlane(target, width, height)) {
      plane.copyFrom(rgb);
      plane.frame().pts(tick);
      LibAv.check(target, av_buffersrc_add_frame(in, plane.frame()), PROBLEM);
    }
  }

  /** No more frames come; {@link #poll} gives out the rest. */
  void end() {
    LibAv.check(target, av_buffersrc_add_frame(in, null), PROBLEM);
  }

  /** The next frame of indices with its palette, owned here until the next call; null when none. */
  AVFrame poll() {
    av_frame_unref(indexed);
    int code = av_buffersink_get_frame(out, indexed);
    if (code == AVERROR_EAGAIN() || code == AVERROR_EOF) {
      return null;
    }
    LibAv.check(target, code, PROBLEM);
    return indexed;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      av_frame_free(indexed);
      avfilter_graph_free(graph);
    }
  }
}
