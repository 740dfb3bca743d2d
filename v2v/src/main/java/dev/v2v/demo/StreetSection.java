package dev.v2v.demo;

import java.nio.file.Path;

/** The other model: a street from its label maps. */
record StreetSection(Report report, Path folder) implements Section {
  @Override
  public String id() {
    return "street";
  }

  @Override
  public String title() {
    return "A street from its labels";
  }

  @Override
  public String html() {
    StreetScore.Summary s = report.street();
    Player player =
        new Player(
            "street",
            folder.resolve(StreetFilm.NAME),
            StreetFilm.sheet(s.width(), s.height()),
            StreetFilm.FRAME_RATE.toDouble(),
            s.frames());
    return """
    <p>vid2vid (Wang et al., NeurIPS 2018) makes a video from label maps, picture after picture:
    each is the one before, moved by a flow, and painted anew where the mask says so. This drive
    is the first of the held-out ones. The model is told nothing but the labels, from the first
    picture on. Other labels, another street: in the last pane all buildings are trees.</p>
    """
        + player.html("<div class=\"row3\">" + player.figures(StreetFilm.PANES) + "</div>")
        + legend(s);
  }

  private static String legend(StreetScore.Summary s) {
    String text =
        Html.format(
            "L1 to the drawn street %.4f; its first picture, held still, has %.4f. Change along the"
                + " exact flow, which is flicker, %.4f; of the drawn street %.4f, as resampling"
                + " costs something. %.1f frames a second. Colours of flow are those above, with"
                + " %.0f pixels at the rim.",
            s.l1(),
            s.heldL1(),
            s.warpError(),
            s.drawnWarpError(),
            s.framesPerSecond(),
            StreetFilm.flowScale(s.width()));
    return new FlowLegend(text).html();
  }
}
