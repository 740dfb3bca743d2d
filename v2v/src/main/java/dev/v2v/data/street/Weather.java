package dev.v2v.data.street;

/** Kinds of light in a street. */
public enum Weather {
  /** Blue sky, hard shadows. */
  SUNNY,
  /** Grey, hazy, no shadows. */
  OVERCAST,
  /** A low sun and coloured leaves. */
  AUTUMN,
  /** After sunset: orange horizon, some lamps. */
  DUSK,
  /** Dark, lit by lamps and windows. */
  NIGHT
}
