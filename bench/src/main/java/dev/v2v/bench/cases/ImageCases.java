package dev.v2v.bench.cases;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.image.RgbToYuv;
import dev.v2v.engine.op.image.YuvFormat;
import dev.v2v.engine.op.image.YuvToRgb;
import java.util.List;

/** Video's colours. */
final class ImageCases implements CaseFamily {
  private static final Init BYTES = Init.integers(0, 256);
  private static final YuvFormat FULL_444 = new YuvFormat(0, 0, 0.299, 0.114, true);

  @Override
  public String name() {
    return "image";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        toRgb("4:2:0 limited", YuvFormat.BT601, 6, 10),
        toRgb("4:2:0, odd size", YuvFormat.BT709, 5, 7),
        toRgb("4:4:4 full", FULL_444, 4, 5),
        OpCase.of(
                "yuv_to_rgb grey, white and black",
                (b, run, in) ->
                    new Tensor[] {
                      YuvToRgb.yuvToRgb(
                          new YuvToRgb.Params(FULL_444, 2, -1, run), in[0], in[1], in[1])
                    },
                Input.typed("luma", Shape.of(1, 3), DType.UINT8, Init.values(0, 255, 51)),
                Input.typed("chroma", Shape.of(1, 3), DType.UINT8, Init.values(128)))
            .expecting(-1, -1, -1, 1, 1, 1, -0.6, -0.6, -0.6),
        toYuv("4:2:0 limited", YuvFormat.BT709, 6, 10),
        toYuv("4:2:0, odd size", YuvFormat.BT601, 5, 7),
        toYuv("4:4:4 full", FULL_444, 4, 5),
        OpCase.multi(
                "rgb_to_yuv black, white, red",
                in -> planes(RgbToYuv.rgbToYuv(new RgbToYuv.Params(FULL_444, 1, 0), in[0])),
                Input.of("rgb", Shape.of(1, 3, 3), Init.values(0, 0, 0, 1, 1, 1, 1, 0, 0))
                    .constant())
            .only(DType.FLOAT32)
            .expecting(0, 255, 76));
  }

  private static OpCase toRgb(String what, YuvFormat format, int h, int w) {
    Shape chroma = format.chroma(Shape.of(h, w));
    return OpCase.of(
            "yuv_to_rgb " + what,
            (b, run, in) ->
                new Tensor[] {
                  YuvToRgb.yuvToRgb(new YuvToRgb.Params(format, 1, 0, run), in[0], in[1], in[2])
                },
            Input.typed("luma", Shape.of(h, w), DType.UINT8, BYTES),
            Input.typed("u", chroma, DType.UINT8, BYTES),
            Input.typed("v", chroma, DType.UINT8, BYTES))
        .only(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16)
        .cost(Cost.perOutput(13));
  }

  /** Values a little beyond [0, 1] are clamped. */
  private static OpCase toYuv(String what, YuvFormat format, int h, int w) {
    return OpCase.multi(
            "rgb_to_yuv " + what,
            in -> planes(RgbToYuv.rgbToYuv(new RgbToYuv.Params(format, 1, 0), in[0])),
            Input.of("rgb", Shape.of(h, w, 3), Init.uniform(-0.1, 1.1)).constant())
        .cost(Cost.perInput(13));
  }

  private static Tensor[] planes(RgbToYuv.Frame frame) {
    return new Tensor[] {frame.luma(), frame.u(), frame.v()};
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "yuv_to_rgb chroma",
            ShapeException.class,
            "u must be (3, 4), got (3, 3)",
            in ->
                YuvToRgb.yuvToRgb(
                    new YuvToRgb.Params(YuvFormat.BT601, 1, 0, DType.FLOAT32), in[0], in[1], in[1]),
            Input.typed("luma", Shape.of(5, 7), DType.UINT8, BYTES),
            Input.typed("chroma", Shape.of(3, 3), DType.UINT8, BYTES)),
        ErrorCase.of(
            "rgb_to_yuv channels",
            ShapeException.class,
            "RGB must be (H, W, 3), got (5, 7, 4)",
            in -> RgbToYuv.rgbToYuv(new RgbToYuv.Params(YuvFormat.BT601, 1, 0), in[0]).luma(),
            Input.of("rgb", Shape.of(5, 7, 4))));
  }
}
