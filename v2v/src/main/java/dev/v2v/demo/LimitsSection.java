package dev.v2v.demo;

/** What the model does not do well; as much a part of the page as the clips. */
record LimitsSection(Report report) implements Section {
  @Override
  public String id() {
    return "limits";
  }

  @Override
  public String title() {
    return "What it does not do well";
  }

  @Override
  public String html() {
    return Html.format(
            "<p>The model of faces has %.2f million parameters, takes frames of %d x %d pixels, and"
                + " was trained on a CPU, as that of streets. They are there to show that the"
                + " engine works from end to end, not what the methods can do.</p>%n",
            report.model().parameters() / 1e6, report.model().side(), report.model().side())
        + """
        <ul>
        <li>Small and fast features suffer most: eyes that close, lips, the rims of glasses. They
        take up few pixels, so the training loss says little about them.</li>
        <li>What the source hides is invented: the far cheek, the backdrop behind the head. Look for
        smears along the outline.</li>
        <li>Ten key points explain heads and shoulders as a few patches in smooth motion. Turning
        the head far bends features instead of hiding them.</li>
        <li>Frames are computed one by one; nothing keeps a flicker down.</li>
        <li>It knows drawn faces only. Photographs, and the dancers of the same data set, are outside
        of what it was trained for.</li>
        <li>The street: what comes nearer smears along the flow, most of all at the sides. People and
        the rims of cars are painted anew, softly; facades are guessed, and a car may change its
        colour under way. Trees for buildings change the colours of the sides of the street, and do
        not look like trees.</li>
        </ul>
        """;
  }
}
