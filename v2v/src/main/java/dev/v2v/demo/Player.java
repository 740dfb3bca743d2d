package dev.v2v.demo;

import java.nio.file.Path;
import java.util.List;

/**
 * A clip, which the page's script cuts into panes that always show the same frame, each of them
 * where the layout has room for it. Without the script the clip plays as it is.
 *
 * @param name unique on the page
 * @param clip an MP4 file
 * @param sheet how the clip is laid out
 */
record Player(String name, Path clip, Sheet sheet, double frameRate, int frames) {
  /** Everything: panes in {@code stage}, which holds {@link #figure}s, and the controls below. */
  String html(String stage) {
    return """
    <div class="player" data-name="%s" data-rate="%s" data-frames="%d">
    <video src="%s" width="%d" height="%d" muted loop playsinline controls preload="auto"></video>
    <p class="note unplayable">This browser does not play H.264; animate.gif beside this page and
    the picture further down show the results.</p>
    %s
    <div class="transport">
    <button type="button" aria-label="Play or pause">Play</button>
    <input type="range" min="0" max="%d" value="0" step="1" aria-label="Frame">
    <output>0</output>
    </div>
    </div>
    """
        .formatted(
            name,
            frameRate,
            frames,
            Html.data("video/mp4", clip),
            sheet.width(),
            sheet.height(),
            stage,
            frames - 1);
  }

  /** One pane with its caption. */
  String figure(Pane pane) {
    return """
    <figure class="pane">
    <canvas width="%d" height="%d" data-left="%d" data-top="%d" role="img" aria-label="%s"></canvas>
    <figcaption>%s</figcaption>
    </figure>
    """
        .formatted(
            sheet.paneWidth(),
            sheet.paneHeight(),
            sheet.left(pane.column()),
            sheet.top(pane.row()),
            Html.text(pane.caption()),
            Html.text(pane.caption()));
  }

  String figures(List<Pane> panes) {
    StringBuilder html = new StringBuilder();
    panes.forEach(pane -> html.append(figure(pane)));
    return html.toString();
  }
}
