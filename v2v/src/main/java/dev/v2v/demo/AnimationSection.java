package dev.v2v.demo;

import java.nio.file.Path;

/** All sources beside their exact answers. */
record AnimationSection(Report report, Path folder) implements Section {
  @Override
  public String id() {
    return "animation";
  }

  @Override
  public String title() {
    return "Pictures in another's motion";
  }

  @Override
  public String html() {
    int n = report.sources().size();
    Sheet sheet = Overview.sheet(n, report.model().side());
    Player player =
        new Player(
            "animate", folder.resolve("animate.mp4"), sheet, report.frameRate(), report.frames());
    StringBuilder cards = new StringBuilder();
    for (int i = 0; i < n; i++) {
      Score.Summary score = report.sources().get(i);
      cards.append(
          Html.format(
              "<div class=\"card\"><h3><i class=\"swatch c%d\"></i>Source %d <small>L1 %.4f,"
                  + " copying %.4f</small></h3><div class=\"row3\">%s</div></div>%n",
              i + 1, i + 1, score.l1(), score.copyL1(), player.figures(Overview.panes(i))));
    }
    String stage =
        "<div class=\"stage\"><div class=\"driver\">"
            + player.figure(Overview.driverPane())
            + "</div><div class=\"cards\">"
            + cards
            + "</div></div>";
    return """
        <p>One clip drives; each picture moves as much as the driver has moved since its own first
        frame. Nobody in it was seen in training: these are the first identities of the held-out
        split, in their order. As the faces are drawn by a program, what the result should have
        been can be drawn as well, and is beside it.</p>
        """
        + player.html(stage);
  }
}
