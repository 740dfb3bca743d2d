package dev.v2v.demo;

import java.nio.file.Path;

/** A few moments as one picture, which paper and viewers without video can show. */
record MomentsSection(Path folder) implements Section {
  @Override
  public String id() {
    return "moments";
  }

  @Override
  public String title() {
    return "A few moments";
  }

  @Override
  public String html() {
    return """
    <figure class="still"><img src="%s" alt="Six moments of the driver and of the first sources,\
     result above exact answer">
    <figcaption>Top: the driver. Below, for the first sources: the result, and under it the exact
    answer.</figcaption></figure>
    <figure class="still"><img src="%s" alt="Four moments of the street: labels, result, the drawn\
     street, flow, mask, and the result with trees for buildings">
    <figcaption>The street: labels, result, as drawn, flow, mask, and with trees for
    buildings.</figcaption></figure>
    """
        .formatted(
            Html.data("image/png", folder.resolve("animate.png")),
            Html.data("image/png", folder.resolve(StreetFilm.PICTURE)));
  }
}
