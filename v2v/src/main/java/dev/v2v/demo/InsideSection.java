package dev.v2v.demo;

import java.nio.file.Path;

/** What happens between a source and its result. */
record InsideSection(Report report, Path folder) implements Section {
  @Override
  public String id() {
    return "inside";
  }

  @Override
  public String title() {
    return "How it comes about";
  }

  @Override
  public String html() {
    int side = report.model().side();
    StringBuilder inputs = new StringBuilder();
    StringBuilder panels = new StringBuilder();
    for (int i = 0; i < Stageplay.insideCount(report.sources().size()); i++) {
      Player player =
          new Player(
              "inside-" + (i + 1),
              folder.resolve(Stageplay.insideName(i)),
              Inside.sheet(side),
              report.frameRate(),
              report.frames());
      inputs.append(
          """
          <input type="radio" name="inside" id="show-%1$d"%2$s><label for="show-%1$d">Source %1$d</label>
          """
              .formatted(i + 1, i == 0 ? " checked" : ""));
      panels.append(
          "<div class=\"panel\">"
              + player.html("<div class=\"grid\">" + player.figures(Inside.PANES) + "</div>")
              + "</div>");
    }
    return """
    <p>The detector finds %d key points in the source and in every driving frame, with a local
    affine frame each. A second network turns them into one backward flow and an occlusion map;
    the generator warps the source's features along the flow, dims them by the map, and paints
    what is missing.</p>
    <div class="tabs">%s%s</div>
    """
            .formatted(report.model().keyPoints(), inputs, panels)
        + legend();
  }

  private String legend() {
    int side = report.model().side();
    String text =
        """
        Flow: hue is the direction from a pixel of the result to its place in the source
        (rightwards red, downwards yellow, leftwards cyan, upwards violet), saturation the distance;
        the rim is %s pixels of the %d that a frame is wide. Where the source does not show what the
        answer does, the exact flow leads to where it is hidden. Differences are shown %d times as
        large as they are.\
        """
            .formatted(Html.format("%.0f", Inside.flowScale(side)), side, Frames.DIFFERENCE_GAIN);
    return new FlowLegend(text).html();
  }
}
