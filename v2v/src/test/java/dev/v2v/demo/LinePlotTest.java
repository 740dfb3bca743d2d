package dev.v2v.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Collections;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LinePlotTest {
  private static Document parse(LinePlot plot) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(plot.svg())));
  }

  @ParameterizedTest
  @CsvSource({"0.09,5,0.02", "0.1,5,0.02", "0.11,5,0.05", "1,5,0.2", "99,10,10", "3,10,0.5"})
  void stepsAreRound(double range, int most, double step) {
    assertEquals(step, LinePlot.step(range, most), 1e-12);
  }

  @Test
  void valuesAreWhereTheRulesSay() throws Exception {
    LinePlot plot =
        new LinePlot(
            List.of(
                new LinePlot.Line("c1", false, List.of(0.0, 0.04, 0.08)),
                new LinePlot.Line("c2", true, List.of(0.02, 0.02, 0.02))),
            "frame",
            "a < b",
            "me");
    Document svg = parse(plot);
    assertEquals("a < b by frame", svg.getDocumentElement().getAttribute("aria-label"));
    NodeList texts = svg.getElementsByTagName("text");
    assertEquals("0.00", texts.item(0).getTextContent());
    assertEquals("0.08", texts.item(4).getTextContent());
    NodeList rules = svg.getElementsByTagName("line");
    String bottom = ((Element) rules.item(0)).getAttribute("y1");
    String top = ((Element) rules.item(4)).getAttribute("y1");
    NodeList lines = svg.getElementsByTagName("polyline");
    assertEquals("c2 dashed", ((Element) lines.item(1)).getAttribute("class"));
    String[] points = ((Element) lines.item(0)).getAttribute("points").split("[ ,]", -1);
    assertEquals(6, points.length);
    assertEquals(bottom, points[1]);
    assertEquals(top, points[5]);
    Element root = svg.getDocumentElement();
    double left = Double.parseDouble(root.getAttribute("data-left"));
    double step = Double.parseDouble(root.getAttribute("data-step"));
    assertEquals(left + 2 * step, Double.parseDouble(points[4]), 0.06);
  }

  @Test
  void oneFrameAndZeroesAreDrawn() throws Exception {
    LinePlot plot =
        new LinePlot(List.of(new LinePlot.Line("c1", false, List.of(0.0))), "frame", "L1", "me");
    String points =
        ((Element) parse(plot).getElementsByTagName("polyline").item(0)).getAttribute("points");
    assertTrue(points.matches("[0-9.]+,[0-9.]+"), points);
    LinePlot longer =
        new LinePlot(
            List.of(new LinePlot.Line("c1", false, Collections.nCopies(1000, 1e-9))),
            "f",
            "y",
            "m");
    assertTrue(parse(longer).getElementsByTagName("text").getLength() < 20);
  }
}
