package dev.v2v.vid2vid.run;

/** What a model is told of the frames of a clip. */
public enum InputKind {
  /** Maps that come with the clips: classes, or pictures in their place. */
  MAPS,
  /** Pictures of the edges of a video's own frames. */
  EDGES
}
