package dev.v2v.demo;

import dev.v2v.data.FlowColors;
import dev.v2v.train.Png;

/**
 * The colours of flow beside what has to be said below a clip.
 *
 * @param text HTML
 */
record FlowLegend(String text) {
  private static final int WHEEL = 192;

  String html() {
    return """
    <div class="legend"><img src="%s" width="96" height="96" alt="Colour wheel of flow">
    <p>%s</p></div>
    """
        .formatted(Html.data("image/png", Png.encode(FlowColors.wheel(WHEEL))), text);
  }
}
