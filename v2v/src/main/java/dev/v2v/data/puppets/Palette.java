package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;
import java.util.List;

/** Colours chosen by hand, varied a little by draw. */
final class Palette {
  private static final List<Integer> SKIN =
      List.of(
          0xffdfc4, 0xf6cfae, 0xf0bd95, 0xe3a67b, 0xd39268, 0xbd7a50, 0xa3643f, 0x8a5234, 0x6f4029,
          0x573223);
  private static final List<Integer> FANTASY = List.of(0x9fd8c5, 0xa8bdf0, 0xc9a9ec, 0xb7d88a);
  private static final List<Integer> FUR =
      List.of(0xb98256, 0x8d5f41, 0xe7c79c, 0xd98a4b, 0x9a9aa8, 0xf3eee6, 0x6b6472, 0xe9b7c3);
  private static final List<Integer> HAIR =
      List.of(
          0x2a2026, 0x3b2a26, 0x5a3a28, 0x7c4f2e, 0xa8713b, 0xd9ac5c, 0xf0d38a, 0xb5492c, 0x8e2f3c,
          0xd8d4d0, 0x4a5fa8, 0xe07aa5, 0x3f8f83, 0x8558a8);
  private static final List<Integer> IRIS =
      List.of(0x4a2f22, 0x6b4226, 0x2f5d8c, 0x4d8fbf, 0x3f7d4e, 0x7a8a3c, 0x5b4a80, 0x30343f);
  private static final List<Integer> LIPS =
      List.of(0xc9576a, 0xb8434f, 0xd97b86, 0xa0404c, 0xe08f7f, 0x8f3a52);
  private static final List<int[]> CLOTH =
      List.of(
          new int[] {0x2f6f8f, 0xf2e3c2},
          new int[] {0xd1495b, 0xf7d6c4},
          new int[] {0xedae49, 0x8a3b2e},
          new int[] {0x3d5a80, 0x98c1d9},
          new int[] {0x5f7f5a, 0xe6dfa6},
          new int[] {0x7b4f8c, 0xf0c6d8},
          new int[] {0x26384f, 0xe4572e},
          new int[] {0xf2f0ea, 0x4f7cac},
          new int[] {0x2a9d8f, 0xf4d35e},
          new int[] {0xe76f51, 0x264653},
          new int[] {0xf4a7b9, 0xffffff},
          new int[] {0x3a3a48, 0xb8b8c8});
  private static final List<int[]> WALL =
      List.of(
          new int[] {0xcfe3e8, 0xb5d1da},
          new int[] {0xf3e2cc, 0xe8cdaa},
          new int[] {0xe0dcec, 0xc8c1de},
          new int[] {0xdde8cf, 0xc3d6ae},
          new int[] {0xf5d9d3, 0xe9bfb7},
          new int[] {0xd8dde3, 0xbcc5cf},
          new int[] {0x8fb0c4, 0x7698b0},
          new int[] {0x6f7f94, 0x5c6b80},
          new int[] {0xa7c4a0, 0x8caf88},
          new int[] {0x565a78, 0x474b66},
          new int[] {0xf6e7b4, 0xecd38a});

  private Palette() {}

  static Rgb skin(Dice dice) {
    return vary(dice.pick(dice.chance(0.92) ? SKIN : FANTASY), dice, 0.03);
  }

  static Rgb fur(Dice dice) {
    return vary(dice.pick(FUR), dice, 0.04);
  }

  static Rgb hair(Dice dice) {
    return vary(dice.pick(HAIR), dice, 0.05);
  }

  static Rgb iris(Dice dice) {
    return vary(dice.pick(IRIS), dice, 0.04);
  }

  static Rgb lips(Dice dice) {
    return vary(dice.pick(LIPS), dice, 0.04);
  }

  /** Two colours that go together, the first for the larger area. */
  static Rgb[] cloth(Dice dice) {
    return pair(dice.pick(CLOTH), dice, 0.04);
  }

  /** Two close, quiet colours. */
  static Rgb[] wall(Dice dice) {
    return pair(dice.pick(WALL), dice, 0.03);
  }

  /** A bright colour for bows, hats and frames. */
  static Rgb accent(Dice dice) {
    return Rgb.hsl(dice.unit(), dice.in(0.5, 0.8), dice.in(0.45, 0.62));
  }

  private static Rgb[] pair(int[] hex, Dice dice, double by) {
    return new Rgb[] {vary(hex[0], dice, by), vary(hex[1], dice, by)};
  }

  private static Rgb vary(int hex, Dice dice, double by) {
    Rgb c = Rgb.of(hex);
    double light = dice.in(-by, by);
    return new Rgb(
        clamp(c.r() + light + dice.in(-by, by) / 2),
        clamp(c.g() + light + dice.in(-by, by) / 2),
        clamp(c.b() + light + dice.in(-by, by) / 2));
  }

  private static float clamp(double v) {
    return (float) Math.max(0, Math.min(1, v));
  }
}
