package dev.v2v.data.street;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Rgb;
import java.util.List;

/**
 * Time of day, weather and season of a sequence: what a photograph shows and a label map does not.
 * Immutable.
 *
 * @param weather what the rest was drawn from
 * @param sun direction towards the sun, of length one; {@code sunlight} is black if it is not seen
 * @param sunlight what a surface facing the sun gets more than the others
 * @param ambient what every surface gets
 * @param zenith colour of the sky above
 * @param horizon colour of the sky at the horizon, and of haze
 * @param cloud colour of clouds
 * @param clouds how much of the sky they cover, 0 to 1
 * @param haze reciprocal of the distance in metres at which half of the light is lost
 * @param shadow how dark cast shadows are, 0 to 1
 * @param lamps how bright street lamps and windows are, 0 to 1
 * @param leaves colour of most trees
 * @param grass colour of lawns
 */
record Style(
    Weather weather,
    Vec sun,
    Rgb sunlight,
    Rgb ambient,
    Rgb zenith,
    Rgb horizon,
    Rgb cloud,
    double clouds,
    double haze,
    double shadow,
    double lamps,
    Rgb leaves,
    Rgb grass) {

  static Style random(Dice dice) {
    return of(dice.pick(List.of(Weather.values())), dice);
  }

  static Style of(Weather weather, Dice dice) {
    double side = dice.sign();
    Vec noon = new Vec(side * dice.in(0.35, 0.8), dice.in(0.75, 1.1), dice.in(-0.7, 0.5)).unit();
    Vec low = new Vec(side * dice.in(0.5, 1), dice.in(0.25, 0.4), dice.in(0.2, 0.9)).unit();
    double tone = dice.in(-0.06, 0.06);
    Rgb green = Rgb.hsl(dice.in(0.23, 0.31), dice.in(0.35, 0.55), dice.in(0.27, 0.36));
    Rgb autumn = Rgb.hsl(dice.in(0.05, 0.14), dice.in(0.55, 0.75), dice.in(0.36, 0.46));
    Rgb grass = Rgb.hsl(dice.in(0.2, 0.28), dice.in(0.3, 0.5), dice.in(0.34, 0.42));
    return switch (weather) {
      case SUNNY ->
          new Style(
              weather,
              noon,
              Rgb.of(0x7d7660),
              Rgb.of(0x8e96a6),
              Rgb.hsl(0.59 + tone / 3, 0.62, 0.5),
              Rgb.of(0xc6dcec),
              Rgb.of(0xffffff),
              dice.in(0.1, 0.55),
              1 / 420.0,
              0.46,
              0,
              green,
              grass);
      case OVERCAST ->
          new Style(
              weather,
              noon,
              Rgb.of(0x101010),
              Rgb.of(0xc4c8cc),
              Rgb.hsl(0.58, 0.1, 0.66 + tone),
              Rgb.hsl(0.58, 0.1, 0.83),
              Rgb.of(0xe2e4e6),
              dice.in(0.7, 1),
              1 / 170.0,
              0.1,
              0,
              green.mix(Rgb.of(0x707a70), 0.25),
              grass.mix(Rgb.of(0x808080), 0.25));
      case AUTUMN ->
          new Style(
              weather,
              low,
              Rgb.of(0x7a6440),
              Rgb.of(0x98948c),
              Rgb.hsl(0.58, 0.38, 0.6 + tone),
              Rgb.of(0xf0dcbc),
              Rgb.of(0xfff4e4),
              dice.in(0.2, 0.6),
              1 / 260.0,
              0.4,
              0.1,
              autumn,
              grass.mix(Rgb.of(0xb08a3c), 0.4));
      case DUSK ->
          new Style(
              weather,
              low,
              Rgb.of(0x5a3a28),
              Rgb.of(0x706c84),
              Rgb.hsl(0.64 + tone, 0.36, 0.4),
              Rgb.of(0xf2a878),
              Rgb.of(0xe08a80),
              dice.in(0.3, 0.8),
              1 / 240.0,
              0.25,
              0.65,
              green.times(0.9),
              grass.times(0.9));
      case NIGHT ->
          new Style(
              weather,
              noon,
              Rgb.of(0x0a0c12),
              Rgb.of(0x3a3f55),
              Rgb.hsl(0.64 + tone / 2, 0.5, 0.08),
              Rgb.hsl(0.66 + tone, 0.28, 0.2),
              Rgb.of(0x34364a),
              dice.in(0, 0.5),
              1 / 300.0,
              0.1,
              1,
              green.times(0.8),
              grass.times(0.8));
    };
  }
}
